/** How much memory assembling a dataset gets. */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { withWorkMemory, WORK_MEMORY_MB } from '@/lib/duckdb/lanes'
import { AppError } from '@/lib/errors'

/** With more rows, little memory is tried first. Fewer rows need less than any limit. */
const MANY_ROWS = 122_880

/** In MB. Enough for any number of rows that are short and in order; 48 are too few. */
const LEAN_MEMORY_MB = 64

/** Thrown by a task that knows that it needs more than `WORK_MEMORY_MB`. */
export class NeedsMemory extends Error {
  constructor(readonly memoryMb: number) {
    super(`This work needs ${memoryMb} MB.`)
  }
}

/**
 * Runs a task with little memory if there are many rows, because nearly always that is enough, and again with more when it
 * runs out of it.
 * @throws AppError `memory` or `aborted`
 */
export async function withEnoughMemory<T>(
  rows: number,
  task: (connection: DuckDBConnection, memoryMb: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  let memoryMb = rows > MANY_ROWS ? LEAN_MEMORY_MB : WORK_MEMORY_MB
  for (;;) {
    try {
      const given = memoryMb
      return await withWorkMemory(given, (connection) => task(connection, given), signal)
    } catch (error) {
      const needed = readNeed(error)
      if (needed === null || needed <= memoryMb) throw error
      memoryMb = needed
    }
  }
}

/** How much more memory would help, in MB; null when none would. */
function readNeed(error: unknown): number | null {
  if (error instanceof NeedsMemory) return error.memoryMb
  return error instanceof AppError && error.code === 'memory' ? WORK_MEMORY_MB : null
}
