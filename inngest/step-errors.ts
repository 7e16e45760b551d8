import { NonRetriableError, RetryAfterError } from 'inngest'
import type { SourceFailure } from '@/lib/datasets/types'
import { AppError, nameMachineError, SourceError, userMessage } from '@/lib/errors'
import { log } from '@/lib/log'

/** A source that asks for a longer wait than this is given up: a person would rather hear it. */
const LONGEST_WAIT_MS = 15 * 60_000

/** The name by which a source's failure is known on the other side of a step, where only name and message are left. */
const SOURCE_FAILURE = 'SourceError'
/** Names of errors whose message was written for a person. */
const FOR_A_PERSON = [SOURCE_FAILURE, 'AppError']

/**
 * Tells the engine whether to try a failed step again: a source's passing faults yes, after as long as it asks for;
 * every other expected failure no. An unexpected error is left as it is, and tried again.
 */
export function toStepError(error: unknown, mayRetry: boolean): unknown {
  if (!(error instanceof AppError)) {
    const named = nameMachineError(error)
    // By its name alone it says that its message is for a person; and it is tried again, because disks get room again.
    return named instanceof AppError ? rename(new Error(named.message, { cause: error }), named.name) : error
  }
  const wait = error instanceof SourceError ? error.retryAfterMs : undefined
  const isRetriable =
    error instanceof SourceError && error.retriable && mayRetry && (wait ?? 0) <= LONGEST_WAIT_MS
  if (!isRetriable) return rename(new NonRetriableError(error.message, { cause: error.cause }), error.name)
  return wait === undefined ? error : rename(new RetryAfterError(error.message, wait), error.name)
}

/** An expected failure is a line in the log; an unexpected one is there whole. */
export function logFailure(
  error: unknown,
  where: { datasetId: string; step: string; tryNumber: number },
): void {
  if (error instanceof AppError) log.warn(where, error.message)
  else log.error({ ...where, err: error }, 'a step failed unexpectedly')
}

/** True for a failure, seen after its step, that another source may not have. */
export function isSourceFailure(error: unknown): error is Error {
  return error instanceof Error && error.name === SOURCE_FAILURE
}

/** The sentence for the person, from an error that has crossed a step. */
export function readFailure(error: Error): string {
  return FOR_A_PERSON.includes(error.name) ? error.message : userMessage(error)
}

/** The failure of a whole download: the one reason, or every source's, and what to do where no reason says it. */
export function describeFailures(failures: SourceFailure[]): Error {
  const reasons = failures.map(({ reason }) => reason)
  const sentence = reasons.length === 1 ? reasons.join('') : `No source could be read. ${reasons.join(' ')}`
  const isHelpful = /\btry again\b/i.test(sentence)
  const advice = isHelpful ? '' : ' Try again later, or choose another source.'
  return rename(new NonRetriableError(sentence + advice), 'AppError')
}

function rename(error: Error, name: string): Error {
  error.name = name
  return error
}
