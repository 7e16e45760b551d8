/** What ends a query that was in order, as sentences for a person. */
import 'server-only'
import { AppError } from '@/lib/errors'
import { formatDuration } from '@/lib/format'

export function busyError(): AppError {
  return new AppError('busy', 'Too many counts and searches are running. Try again in a moment.')
}

export function timeoutError(limitMs: number): AppError {
  return new AppError(
    'timeout',
    `This query took longer than ${formatDuration(limitMs)} and was stopped. Narrow it with a filter, or count fewer columns.`,
  )
}

export function abortedError(signal: AbortSignal | undefined): AppError {
  return new AppError('aborted', 'This query was stopped: nobody waits for its answer any more.', {
    cause: signal?.reason,
  })
}

/** Names DuckDB's out-of-memory error, which a full spill folder is too; any other error stays what it is. */
export function nameMemoryError(error: unknown): unknown {
  if (!isOutOfMemory(error)) return error
  return new AppError(
    'memory',
    'This query needs more memory than there is. Narrow it with a filter, count fewer columns, or try again in a moment.',
    { cause: error },
  )
}

/** True for what DuckDB says of a file that is not there, or that it cannot make sense of. */
export function isUnreadable(error: unknown): boolean {
  return /^Error: (IO|Invalid|Invalid Input|Binder|Serialization|Not implemented) Error/.test(String(error))
}

export function isOutOfMemory(error: unknown): boolean {
  return String(error).startsWith('Error: Out of Memory Error')
}
