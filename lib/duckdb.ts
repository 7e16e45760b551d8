/**
 * The one DuckDB instance of this process, locked down to the storage folder, and the two ways to use it:
 * `readRowObjects` for an answer that fits in memory, `streamRows` for one that does not.
 */
import 'server-only'
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import pLimit, { type LimitFunction } from 'p-limit'
import { env } from '@/lib/env'

/** `slice` queries read a few rows; `heavy` ones read the whole file, and must not keep slices waiting. */
export type Lane = 'slice' | 'heavy'

interface Engine {
  instance: Promise<DuckDBInstance>
  lanes: Record<Lane, LimitFunction>
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000

/** Each running query holds one of libuv's threads, hence the small numbers (docs/decisions/0006). */
const LANE_SIZE = { slice: 2, heavy: 2 }

const globals = globalThis as typeof globalThis & { holocronDuckDb?: Engine }

function engine(): Engine {
  return (globals.holocronDuckDb ??= {
    instance: openInstance(),
    lanes: { slice: pLimit(LANE_SIZE.slice), heavy: pLimit(LANE_SIZE.heavy) },
  })
}

async function openInstance(): Promise<DuckDBInstance> {
  const { STORAGE_DIR, DUCKDB_MEMORY_LIMIT, DUCKDB_THREADS } = env()
  const spill = await nameSpillFolder(path.join(STORAGE_DIR, 'tmp'))
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(DUCKDB_THREADS),
    memory_limit: DUCKDB_MEMORY_LIMIT,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  })
  const connection = await instance.connect()
  // The order matters: access can only be narrowed while the configuration is still open.
  for (const setting of [
    `temp_directory = ${quoteText(spill)}`,
    `allowed_directories = [${quoteText(STORAGE_DIR)}]`,
    'enable_external_access = false',
    'lock_configuration = true',
  ]) {
    await connection.run(`SET ${setting}`)
  }
  connection.closeSync()
  return instance
}

/**
 * Names a folder of this process's own for what does not fit in memory: DuckDB makes it when it needs it, and removes
 * it at the end. What killed processes left behind is removed after a week.
 */
async function nameSpillFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name)
    const { mtimeMs } = await stat(folder)
    if (Date.now() - mtimeMs > WEEK_MS) await rm(folder, { recursive: true, force: true })
  }
  return path.join(parent, `duckdb-${randomUUID()}`)
}

/** Runs a task on a connection of its own, when the lane has room. */
export async function withConnection<T>(
  lane: Lane,
  task: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const { instance, lanes } = engine()
  return lanes[lane](async () => {
    const connection = await (await instance).connect()
    try {
      return await task(connection)
    } finally {
      connection.closeSync()
    }
  })
}

/** The whole answer as objects by column name. Values are bound in order to `$1`, `$2` … */
export async function readRowObjects(
  lane: Lane,
  sql: string,
  values: DuckDBValue[] = [],
): Promise<Record<string, DuckDBValue>[]> {
  return withConnection(lane, async (connection) => {
    const reader = await connection.runAndReadAll(sql, values)
    return reader.getRowObjects()
  })
}

/** The answer a batch of rows at a time, values in column order, at constant memory. */
export async function* streamRows(
  connection: DuckDBConnection,
  sql: string,
): AsyncGenerator<DuckDBValue[][]> {
  const result = await connection.stream(sql)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return
    yield chunk.getRows()
  }
}

/** A text literal. For paths, which DuckDB's table functions cannot always take as bound values. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A column name as an identifier, which cannot be bound. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
