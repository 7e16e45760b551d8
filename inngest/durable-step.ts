/** The two kinds of steps in a download. */
import type { GetStepTools } from 'inngest'
import type { z } from 'zod'
import type { inngest } from '@/inngest/client'
import { logFailure, readWait, toStepError } from '@/inngest/step-errors'
import { beginStep, dropParts, endStep } from '@/lib/datasets/download/lifecycle'
import type { DownloadPhase } from '@/lib/datasets/model/dataset'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { announcePause, startBeating } from '@/lib/datasets/signs/heartbeat'
import { despiteOutages } from '@/lib/db/outage'
import { AppError, SourceError } from '@/lib/errors'

export interface DownloadSteps {
  /** Runs `work` as a step. Its result is stored, and validated whenever it is read back. */
  durable<T>(name: string, schema: z.ZodType<T>, work: () => Promise<T>, mayRetry?: boolean): Promise<T>
  /**
   * A durable step between the first and the last. Does not start once the download is no longer wanted, and
   * sets the download's phase.
   * @param mayRetry false to try the next source instead
   */
  run<T>(
    name: string,
    phase: DownloadPhase,
    schema: z.ZodType<T>,
    work: () => Promise<T>,
    mayRetry?: boolean,
  ): Promise<T>
}

export function createSteps(step: GetStepTools<typeof inngest>, current: DownloadStep): DownloadSteps {
  const { datasetId, tryNumber } = current

  const durable: DownloadSteps['durable'] = async (name, schema, work, mayRetry = true) => {
    const stored: unknown = await step.run(name, async () => {
      const stopBeating = await startBeating(current)
      try {
        // A step may run twice anyway; so one that an outage of the database interrupted runs again.
        return await despiteOutages(work)
      } catch (error) {
        logFailure(error, { datasetId, step: name, tryNumber })
        const stepError = toStepError(error, mayRetry, tryNumber)
        await announcePause(current, readWait(stepError))
        throw stepError
      } finally {
        stopBeating()
      }
    })
    const parsed = schema.safeParse(stored)
    if (!parsed.success) throw toStepError(otherVersionError(parsed.error), false, tryNumber)
    return parsed.data
  }

  const run: DownloadSteps['run'] = (name, phase, schema, work, mayRetry = true) =>
    durable(
      name,
      schema,
      async () => {
        let problem: string | null = null
        try {
          await beginStep(current, phase)
          return await work()
        } catch (error) {
          if (isRetriable(error) && mayRetry) problem = error.message
          // The source contradicts itself: a retry must not continue with its parts.
          else if (error instanceof SourceError && !error.retriable) await dropParts(current)
          throw error
        } finally {
          await endStep(current, problem)
        }
      },
      mayRetry,
    )

  return { durable, run }
}

function isRetriable(error: unknown): error is SourceError {
  return error instanceof SourceError && error.retriable
}

function otherVersionError(cause: unknown): AppError {
  const message =
    'This download was started by another version of Holocron, which stored its progress differently. Retry it to start over.'
  return new AppError('conflict', message, { cause })
}
