import { NonRetriableError, RetryAfterError } from 'inngest'
import type { SourceFailure } from '@/lib/datasets/model/dataset'
import { AppError, describeSystemError, SourceError, userMessage } from '@/lib/errors'
import { env, isEmbedded } from '@/lib/env'
import { log } from '@/lib/log'

/** A source that asks for a longer wait than this fails: better to tell the user than to wait. */
const LONGEST_WAIT_MS = 15 * 60_000

/** An Inngest server counts a wait from the last full second: without this, a source would be asked again too early. */
const CUT_OFF_MS = 1_000

/** Identifies a source's failure outside its step, where only an error's name and message are left. */
const SOURCE_FAILURE = 'SourceError'
/** Names of errors whose message was written for users. */
const FOR_A_PERSON = [SOURCE_FAILURE, 'AppError', 'DatabaseAwayError']

/**
 * Tells the engine whether to retry a failed step, and when: yes for a source's temporary faults, after the wait it
 * asks for; no for every other expected failure. An unexpected error is retried.
 * @param tryNumber of the try that failed, from 1
 */
export function toStepError(error: unknown, mayRetry: boolean, tryNumber: number): unknown {
  if (!(error instanceof AppError)) {
    const named = describeSystemError(error)
    // The name marks the message as written for users. It is still retried, because disk space can be freed.
    const found =
      named instanceof AppError ? rename(new Error(named.message, { cause: error }), named.name) : error
    return found instanceof Error ? retryAfter(found, chooseWait(tryNumber)) : found
  }
  const asked = error instanceof SourceError ? error.retryAfterMs : undefined
  const isRetriable =
    error instanceof SourceError && error.retriable && mayRetry && (asked ?? 0) <= LONGEST_WAIT_MS
  if (!isRetriable) return rename(new NonRetriableError(error.message, { cause: error.cause }), error.name)
  return retryAfter(
    error,
    asked === undefined ? chooseWait(tryNumber) : isEmbedded() ? asked : asked + CUT_OFF_MS,
  )
}

/** How long the engine will wait before it repeats a step that failed with this error, in milliseconds; 0 if never. */
export function readWait(stepError: unknown): number {
  return stepError instanceof RetryAfterError ? Number(stepError.retryAfter) * 1_000 : 0
}

/**
 * The wait before the next try, in milliseconds. The embedded runner waits as long without being told, while an Inngest
 * server would wait minutes in all, and begins with 15 to 45 seconds.
 */
function chooseWait(tryNumber: number): number | undefined {
  return isEmbedded() ? undefined : env().RETRY_BACKOFF_MS * 2 ** (tryNumber - 1)
}

/** The SDK sends whole seconds, rounded up. */
function retryAfter(error: Error, waitMs: number | undefined): Error {
  if (waitMs === undefined) return error
  return rename(new RetryAfterError(error.message, waitMs, { cause: error }), error.name)
}

/** Logs an expected failure as one line, an unexpected one with its error. */
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

/** The message for the user, from an error that has crossed a step. */
export function readFailure(error: Error): string {
  return FOR_A_PERSON.includes(error.name) ? error.message : userMessage(error)
}

/** The failure of a whole download: its reason, or every source's, and what to do unless a reason says so. */
export function describeFailures(failures: SourceFailure[]): Error {
  const reasons = failures.map(({ reason }) => reason)
  const sentence = reasons.length === 1 ? reasons.join('') : `No source could be read. ${reasons.join(' ')}`
  const isHelpful = /\b(try again|choose another source)\b/i.test(sentence)
  const advice = isHelpful ? '' : ' Try again later, or choose another source.'
  return rename(new NonRetriableError(sentence + advice), 'AppError')
}

function rename(error: Error, name: string): Error {
  error.name = name
  return error
}
