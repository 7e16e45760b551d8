/**
 * The DuckDB instances of this process and the ways to use them: `readRowObjects` for an answer that fits in memory,
 * `withReader` for several that belong together, `streamRows` for one that does not fit. Every query has a lane with
 * limits of its own (docs/decisions/0006, 0017, 0022).
 */
import 'server-only'
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api'
import { readInBackground } from '@/lib/duckdb/background'
import { isOutOfMemory } from '@/lib/duckdb/errors'
import { runGuarded } from '@/lib/duckdb/guard'
import { openInstance, type InstanceSize } from '@/lib/duckdb/instance'
import { Lane } from '@/lib/duckdb/lane'
import { env } from '@/lib/env'

export { quoteName, quoteText } from '@/lib/duckdb/quote'

/**
 * `slice` queries read a few rows and never wait behind others. `heavy` ones read the whole file: few at once, a line
 * of limited length, and a time limit. `export` streams whole answers, for as long as the reader needs: several are open,
 * and as few at once as heavy queries read on (`streamInTurns`), so that readers who take their time hold up nobody.
 * `work` is the assembling of a download: one at a time, as long as it takes, in an instance of its own.
 */
export type LaneName = 'slice' | 'heavy' | 'export' | 'work'

/** The lanes whose instance is opened once, and kept. */
type KeptLane = Exclude<LaneName, 'work'>

interface Engine {
  /** Those that were needed so far. */
  instances: Partial<Record<KeptLane, Promise<DuckDBInstance>>>
  lanes: Record<LaneName, Lane>
  /** Exports take turns in it. */
  batches: Lane
}

/** Open exports for each that may read. One that waits for its reader keeps some megabytes, or what it has sorted. */
const EXPORTS_FOR_EACH_TURN = 4

/** Each running slice holds one of libuv's threads, hence the small number. */
const SLICES_AT_ONCE = 2

/**
 * No thread but the one that asks, because what it reads is little. An instance of their own: beside one that counts
 * at its memory limit, a slice would have to make room first.
 */
const SLICE_SIZE: InstanceSize = { threads: 0, memoryLimit: '128MB' }

/**
 * Enough for any number of people, because all that is done with them spills to disk; one thread more would need
 * twice as much. What it took is given back when it is closed, and readers lose none of theirs.
 */
const WORK_SIZE: InstanceSize = { threads: 0, memoryLimit: '128MB' }

const globals = globalThis as typeof globalThis & { holocronDuckDb?: Engine }

function engine(): Engine {
  const { HEAVY_QUERIES, HEAVY_QUEUE } = env()
  return (globals.holocronDuckDb ??= {
    instances: {},
    lanes: {
      slice: new Lane(SLICES_AT_ONCE),
      heavy: new Lane(HEAVY_QUERIES, HEAVY_QUEUE),
      export: new Lane(HEAVY_QUERIES * EXPORTS_FOR_EACH_TURN, HEAVY_QUEUE),
      work: new Lane(1),
    },
    batches: new Lane(HEAVY_QUERIES),
  })
}

/** Opens the lane's instance when it is first needed; an opening that failed is tried again by the next who asks. */
function keptInstance(lane: KeptLane): Promise<DuckDBInstance> {
  const { instances } = engine()
  return (instances[lane] ??= open(lane).catch((error: unknown) => {
    instances[lane] = undefined
    throw error
  }))
}

async function open(lane: KeptLane): Promise<DuckDBInstance> {
  if (lane === 'slice') return openInstance(SLICE_SIZE)
  const { DUCKDB_THREADS, DUCKDB_MEMORY_LIMIT: memoryLimit } = env()
  if (lane === 'heavy') return openInstance({ threads: DUCKDB_THREADS, giveWay: true, memoryLimit })
  // Its thread does not give way, since somebody waits for each batch; it starts when those that do are known.
  await keptInstance('heavy')
  return openInstance({ threads: 1, memoryLimit })
}

/**
 * Runs a task on a connection of its own, when the lane has room; `signal` ends it early. In the heavy lane the whole
 * task has the time limit.
 * @throws AppError `busy` (heavy and export), `timeout` (heavy), `memory` or `aborted`
 */
export async function withConnection<T>(
  lane: LaneName,
  task: (connection: DuckDBConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const limits = { timeLimitMs: timeLimitOf(lane), signal }
  return connect(lane, (connection) => runGuarded(connection, task, limits), signal)
}

/**
 * As `withConnection` in the `work` lane, in an instance of so many MB instead of the usual 128.
 * @throws AppError `memory` or `aborted`
 */
export async function withWorkMemory<T>(
  memoryMb: number,
  task: (connection: DuckDBConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const size = { ...WORK_SIZE, memoryLimit: `${memoryMb}MB` }
  return connect('work', (connection) => runGuarded(connection, task, { signal }), signal, size)
}

/** True while somebody waits for a place in a lane. */
export function isWanted(lane: LaneName): boolean {
  return engine().lanes[lane].isWanted
}

/** Reads one answer as objects by column name; values are bound in order to `$1`, `$2` … */
export type ReadRows = (sql: string, values?: DuckDBValue[]) => Promise<Record<string, DuckDBValue>[]>

/**
 * Runs several queries one after another in one place of a lane. They share a connection, and so the temporary tables
 * they make, which are gone afterwards. In the heavy lane each query has a time limit of its own. A query that runs
 * out of memory is tried once more: others may have had it.
 * @throws AppError as `withConnection`
 */
export async function withReader<T>(
  lane: LaneName,
  task: (read: ReadRows) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const limits = { timeLimitMs: timeLimitOf(lane), signal }
  return connect(
    lane,
    (connection) =>
      task((sql, values = []) =>
        runGuarded(connection, () => readAll(lane, connection, sql, values), limits),
      ),
    signal,
  )
}

/**
 * The whole answer of one query, as `withReader` reads it.
 * @throws AppError as `withConnection`
 */
export async function readRowObjects(
  lane: LaneName,
  sql: string,
  values: DuckDBValue[] = [],
  signal?: AbortSignal,
): Promise<Record<string, DuckDBValue>[]> {
  return withReader(lane, (read) => read(sql, values), signal)
}

function timeLimitOf(lane: LaneName): number | undefined {
  return lane === 'heavy' ? env().HEAVY_QUERY_MS : undefined
}

async function connect<T>(
  lane: LaneName,
  task: (connection: DuckDBConnection) => Promise<T>,
  signal: AbortSignal | undefined,
  workSize = WORK_SIZE,
): Promise<T> {
  return engine().lanes[lane].run(async () => {
    const instance = await (lane === 'work' ? openInstance(workSize) : keptInstance(lane))
    const connection = await instance.connect()
    try {
      return await task(connection)
    } finally {
      connection.closeSync()
      if (lane === 'work') instance.closeSync()
    }
  }, signal)
}

async function readAll(
  lane: LaneName,
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[],
): Promise<Record<string, DuckDBValue>[]> {
  const read = async (): Promise<Record<string, DuckDBValue>[]> => {
    const reader = await (lane === 'heavy'
      ? readInBackground(connection, sql, values)
      : connection.runAndReadAll(sql, values))
    return reader.getRowObjects()
  }
  try {
    return await read()
  } catch (error) {
    if (!isOutOfMemory(error)) throw error
    return read()
  }
}

/** Added to a streamed answer as its last row: DuckDB ends a stream that fails as if it were complete. */
const END_MARK = 'end of the answer'

/**
 * The answer a batch of rows at a time, values in column order, at constant memory.
 * @throws Error when the query fails on the way
 */
export async function* streamRows(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[] = [],
): AsyncGenerator<DuckDBValue[][]> {
  const result = await connection.stream(
    `SELECT * FROM (${sql}) UNION ALL BY NAME SELECT TRUE AS "${END_MARK}"`,
    values,
  )
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) {
      throw new Error('DuckDB stopped in the middle of an answer, and does not say why.')
    }
    const rows = chunk.getRows()
    const isLast = rows.map((row) => row.pop()).includes(true)
    if (isLast) rows.pop()
    if (rows.length > 0) yield rows
    if (isLast) return
  }
}

/**
 * As `streamRows`, for exports: each batch is read when it is this one's turn, and whoever else wants one comes first
 * after it. `signal` ends the waiting.
 * @throws AppError `aborted`, or Error when the query fails on the way
 */
export async function* streamInTurns(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[],
  signal: AbortSignal,
): AsyncGenerator<DuckDBValue[][]> {
  const batches = streamRows(connection, sql, values)
  for (;;) {
    const { value, done } = await engine().batches.run(() => batches.next(), signal)
    if (done) return
    yield value
  }
}
