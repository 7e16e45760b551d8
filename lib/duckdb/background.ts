/**
 * Long queries in the background: DuckDB's own threads do all of the work, at a lower priority than everything else
 * (docs/decisions/0017).
 */
import 'server-only'
import { readdir } from 'node:fs/promises'
import os from 'node:os'
import type { DuckDBConnection, DuckDBInstance, DuckDBResultReader, DuckDBValue } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'

/** As `nice` counts: beside others that want all of a processor, such a thread gets a quarter of it, and never nothing. */
const LOWER_PRIORITY = 5

/** Between looks at a query, from the first to those of one that takes long. */
const LOOK_AFTER_MS = { first: 1, longest: 8 }

/**
 * Reads the whole answer of one statement. The usual way to run it makes the thread that asks work too, one of the few
 * that every part of Node shares; here it only looks from time to time whether the others have ended.
 * @throws Error when the query fails or is interrupted
 */
export async function readInBackground(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[],
): Promise<DuckDBResultReader> {
  const prepared = await connection.prepare(sql)
  try {
    prepared.bind(values)
    const pending = prepared.start()
    // node-api offers to work on a task, but not to look whether all are done: that is one level below.
    const { pending_result: handle } = pending as unknown as { pending_result: duckdb.PendingResult }
    for (let pause = LOOK_AFTER_MS.first; ; pause = Math.min(pause * 1.5, LOOK_AFTER_MS.longest)) {
      const state = duckdb.pending_execute_check_state(handle)
      if (state === duckdb.PendingState.ERROR || state === duckdb.PendingState.RESULT_READY) {
        // One that is finished is an error too for DuckDB's C interface, but one without a text.
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
 * Opens an instance whose own threads give way to all others. Linux keeps a priority for each thread, and numbers them
 * in /proc; elsewhere, or when other threads start in that moment, priorities stay as they are.
 * @param count - how many threads the instance starts
 */
export async function openGivingWay(
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
