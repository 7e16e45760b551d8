/** Why a valid query was ended, as messages for the user. */
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
  return new AppError('aborted', 'This query was stopped because its client is no longer waiting.', {
    cause: signal?.reason,
  })
}

/** Translates DuckDB's out-of-memory error, also raised for a full spill folder; returns others unchanged. */
export function nameMemoryError(error: unknown): unknown {
  if (!isOutOfMemory(error)) return error
  return new AppError(
    'memory',
    'This query needs more memory than is available. Narrow it with a filter, count fewer columns, or try again in a moment.',
    { cause: error },
  )
}

/** True for the errors that DuckDB reports for a file that is missing or that it cannot interpret. */
export function isUnreadable(error: unknown): boolean {
  return /^Error: (IO|Invalid|Invalid Input|Binder|Serialization|Not implemented) Error/.test(String(error))
}

export function isOutOfMemory(error: unknown): boolean {
  return String(error).startsWith('Error: Out of Memory Error')
}
