/**
 * The durable download. Read it as the list of its steps: each may run twice, in another process, or after a restart,
 * and only the last one makes the dataset `ready`.
 */
import { z } from 'zod'
import { inngest } from '@/inngest/client'
import { downloadCancelled, downloadRequested, readRequested } from '@/inngest/events'
import {
  describeFailures,
  isSourceFailure,
  logFailure,
  readFailure,
  toStepError,
} from '@/inngest/step-errors'
import { assembleDataset } from '@/lib/datasets/assemble'
import { whileWanted } from '@/lib/datasets/cancellation'
import {
  abandonSource,
  beginDownload,
  beginStep,
  dropParts,
  endDownload,
  endStep,
  publishDataset,
} from '@/lib/datasets/lifecycle'
import { planPageBatches, type PageBatch } from '@/lib/datasets/plan'
import {
  discoverSource,
  planRemainingPlanets,
  readPageBatch,
  readSinglePlanets,
} from '@/lib/datasets/read-source'
import {
  assembledSchema,
  discoverySchema,
  partSchema,
  planetPlanSchema,
  type Part,
} from '@/lib/datasets/step-results'
import type { DownloadPhase, SourceFailure, Turn } from '@/lib/datasets/types'
import { AppError, SourceError } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'

export const downloadDataset = inngest.createFunction(
  {
    id: 'download-dataset',
    triggers: [downloadRequested],
    retries: 4,
    cancelOn: [{ event: downloadCancelled, match: 'data.key' }],
    onFailure: async ({ event, error }) => {
      const { datasetId, attempt } = readRequested(event.data.event.data)
      await endDownload({ datasetId, attempt }, readFailure(error))
    },
  },
  async ({ event, step, attempt: retry }) => {
    const { datasetId, attempt, requestedSource } = readRequested(event.data)
    const turn: Turn = { datasetId, attempt, tryNumber: retry + 1 }

    /** One durable step; what it answers is parsed again, because it was stored meanwhile. */
    async function durable<T>(
      name: string,
      schema: z.ZodType<T>,
      work: () => Promise<T>,
      mayRetry = true,
    ): Promise<T> {
      const stored: unknown = await step.run(name, async () => {
        try {
          return await work()
        } catch (error) {
          logFailure(error, { datasetId, step: name, tryNumber: turn.tryNumber })
          throw toStepError(error, mayRetry)
        }
      })
      const parsed = schema.safeParse(stored)
      if (!parsed.success) throw toStepError(otherVersionError(parsed.error), false)
      return parsed.data
    }

    /** A step of the work between the first and the last. It is not begun for a download that is no longer wanted. */
    function run<T>(
      name: string,
      phase: DownloadPhase,
      schema: z.ZodType<T>,
      work: () => Promise<T>,
      mayRetry = true,
    ): Promise<T> {
      return durable(
        name,
        schema,
        async () => {
          let problem: string | null = null
          try {
            await beginStep(turn, phase)
            return await work()
          } catch (error) {
            if (isPassing(error) && mayRetry) problem = error.message
            // What contradicts itself cannot be gone on with, not even by a retry.
            else if (error instanceof SourceError && !error.retriable) await dropParts(turn)
            throw error
          } finally {
            await endStep(turn, problem)
          }
        },
        mayRetry,
      )
    }

    async function downloadFrom(source: string, isLastChance: boolean): Promise<void> {
      const from = sourceLabel(source)
      const discovery = await run(
        `ask ${from}`,
        'finding a source',
        discoverySchema,
        () => discoverSource(turn, source),
        isLastChance,
      )
      const { people, planets } = discovery

      function readPages(resource: 'people' | 'planets', batches: PageBatch[]): Promise<Part[]> {
        const read = (batch: PageBatch): Promise<Part> =>
          run(
            `read ${resource} ${batch.first}–${batch.last} from ${from}`,
            `reading ${resource}`,
            partSchema,
            () => readPageBatch(turn, source, resource, batch, discovery[resource]),
          )
        return Promise.all(batches.map(read))
      }

      const parts = [
        people.part,
        planets.part,
        ...(await readPages('people', planPageBatches(people.pagesTotal))),
      ]
      const plan = await run(`plan planets of ${from}`, 'reading planets', planetPlanSchema, () =>
        planRemainingPlanets(turn, discovery, parts),
      )
      if (plan.kind === 'pages') parts.push(...(await readPages('planets', plan.batches)))
      else {
        const { length } = plan.ids
        parts.push(
          await run(`read ${length} planets from ${from}`, 'reading planets', partSchema, () =>
            readSinglePlanets(turn, source, plan.ids, planets),
          ),
        )
      }
      const assembled = await run(`assemble from ${from}`, 'assembling', assembledSchema, () =>
        whileWanted(turn, (signal) => assembleDataset(datasetId, source, discovery, plan, parts, signal)),
      )
      await durable('publish', z.null(), async () => {
        await publishDataset(turn, assembled)
        return null
      })
    }

    const sources = await durable('start', z.array(z.string()), () => beginDownload(turn, requestedSource))
    const failures: SourceFailure[] = []
    for (const [index, source] of sources.entries()) {
      const isLastChance = index === sources.length - 1
      try {
        return await downloadFrom(source, isLastChance)
      } catch (error) {
        if (!isSourceFailure(error)) throw error
        failures.push({ source, reason: error.message })
        // The last one's parts stay: a retry may go on with them.
        if (isLastChance) break
        await run(`give up ${sourceLabel(source)}`, 'finding a source', z.null(), async () => {
          await abandonSource(turn, failures)
          return null
        })
      }
    }
    throw describeFailures(failures)
  },
)

function isPassing(error: unknown): error is SourceError {
  return error instanceof SourceError && error.retriable
}

function otherVersionError(cause: unknown): AppError {
  const message =
    'This download was begun by another version of Holocron, which kept other facts about it. Retry it: this version begins anew.'
  return new AppError('conflict', message, { cause })
}
