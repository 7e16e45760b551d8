import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { abortedError, nameMemoryError, timeoutError } from '@/lib/duckdb/errors'
import type { AppError } from '@/lib/errors'

export interface Limits {
  /** How long a task may take, in milliseconds; unlimited by default. */
  timeLimitMs?: number | undefined
  /** Ends the task when its client is no longer waiting. */
  signal?: AbortSignal | undefined
}

/** DuckDB ignores an interrupt just before a query starts, so it is repeated until the task has ended. */
const INTERRUPT_AGAIN_MS = 20

/**
 * Runs a task on a connection, and interrupts its queries at a limit. The connection stays usable.
 * A task that was stopped always fails, however it handled the interrupt: no result is ever truncated.
 * @throws AppError `timeout`, `aborted` or `memory`
 */
export async function runGuarded<T>(
  connection: DuckDBConnection,
  task: (connection: DuckDBConnection) => Promise<T>,
  { timeLimitMs, signal }: Limits,
): Promise<T> {
  if (signal?.aborted) throw abortedError(signal)
  const interruption: { error?: AppError; timer?: NodeJS.Timeout } = {}
  const stop = (error: AppError): void => {
    if (interruption.error !== undefined) return
    interruption.error = error
    connection.interrupt()
    interruption.timer = setInterval(() => connection.interrupt(), INTERRUPT_AGAIN_MS)
  }
  const onAbort = (): void => stop(abortedError(signal))
  const limit =
    timeLimitMs === undefined ? undefined : setTimeout(() => stop(timeoutError(timeLimitMs)), timeLimitMs)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const answer = await task(connection)
    if (interruption.error !== undefined) throw interruption.error
    return answer
  } catch (error) {
    throw interruption.error ?? nameMemoryError(error)
  } finally {
    clearTimeout(limit)
    clearInterval(interruption.timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
