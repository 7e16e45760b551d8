/**
 * Runs long queries in the background: DuckDB's own threads do all of the work, at a lower priority than
 * everything else (docs/decisions/0017).
 */
import 'server-only'
import { readdir } from 'node:fs/promises'
import os from 'node:os'
import type { DuckDBConnection, DuckDBInstance, DuckDBResultReader, DuckDBValue } from '@duckdb/node-api'
import type { PendingResult } from '@duckdb/node-bindings'

/** A `nice` value: on a busy processor such a thread still gets about a quarter, so it never starves. */
const LOWER_PRIORITY = 5

/** Polling intervals of a query: the first, and the longest for a slow one. */
const POLL_AFTER_MS = { first: 1, longest: 8 }

/**
 * Reads the whole result of one statement. The usual way to run it also occupies the calling thread, one of
 * the few that all of Node shares; here that thread only polls now and then whether the others have finished.
 * @throws Error when the query fails or is interrupted
 */
export async function readInBackground(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[],
): Promise<DuckDBResultReader> {
  // Loaded only now, as in lib/duckdb/instance.ts.
  const { default: duckdb } = await import('@duckdb/node-bindings')
  const prepared = await connection.prepare(sql)
  try {
    prepared.bind(values)
    const pending = prepared.start()
    // node-api can work on a task, but cannot check whether all are done: that is one level below.
    const { pending_result: handle } = pending as unknown as { pending_result: PendingResult }
    for (let pause = POLL_AFTER_MS.first; ; pause = Math.min(pause * 1.5, POLL_AFTER_MS.longest)) {
      const state = duckdb.pending_execute_check_state(handle)
      if (state === duckdb.PendingState.ERROR || state === duckdb.PendingState.RESULT_READY) {
        // DuckDB's C interface also reports a finished query as an error, but without a message.
        const problem = duckdb.pending_error(handle)
        if (problem) throw new Error(problem)
        return await pending.readAll()
      }
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  } finally {
    prepared.destroySync()
  }
}

/**
 * Opens an instance whose own threads have a lower priority than all others. Linux has a priority for each
 * thread and lists threads in /proc; elsewhere, or if other threads start at that moment, priorities are left
 * unchanged.
 * @param count - how many threads the instance starts
 */
export async function openLowPriority(
  count: number,
  open: () => Promise<DuckDBInstance>,
): Promise<DuckDBInstance> {
  const before = new Set(await listThreads())
  const instance = await open()
  const started = (await listThreads()).filter((thread) => !before.has(thread))
  if (started.length === count) {
    for (const thread of started) os.setPriority(thread, LOWER_PRIORITY)
  }
  return instance
}

async function listThreads(): Promise<number[]> {
  return (await readdir('/proc/self/task').catch(() => [])).map(Number)
}
