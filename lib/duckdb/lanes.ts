/**
 * The DuckDB instances of this process and the ways to use them: `readRowObjects` for a result that fits in
 * memory, `withReader` for several related ones, `streamRows` for one that does not fit. Every query runs in
 * a lane, and each lane has separate limits (docs/decisions/0006, 0017, 0022).
 */
import 'server-only'
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api'
import { readInBackground } from '@/lib/duckdb/background'
import { isOutOfMemory } from '@/lib/duckdb/errors'
import { runGuarded } from '@/lib/duckdb/guard'
import { type InstanceSize, openInstance } from '@/lib/duckdb/instance'
import { Lane } from '@/lib/duckdb/lane'
import { readAhead } from '@/lib/duckdb/streams/read-ahead'
import { env } from '@/lib/env'

export { quoteName, quoteText } from '@/lib/duckdb/quote'

/**
 * `slice` queries read a few rows and never wait behind other lanes. `heavy` ones read the whole file: few at
 * once, with a bounded queue and a time limit. `export` streams whole results for as long as the client
 * needs: several may be open, but at any time only as many of them read as heavy queries may run
 * (`takeTurns`), so that slow clients do not hold up others. `work` assembles a download: one at a time,
 * for as long as it takes, in a separate instance.
 */
export type LaneName = 'slice' | 'heavy' | 'export' | 'work'

/** The lanes whose instance is opened once and kept. */
type KeptLane = Exclude<LaneName, 'work'>

interface Engine {
  /** Those needed so far. */
  instances: Partial<Record<KeptLane, Promise<DuckDBInstance>>>
  /** The one that short work left open for the next. */
  spare: DuckDBInstance | null
  lanes: Record<LaneName, Lane>
  /** Exports take turns in this lane. */
  batches: Lane
}

/** Open exports for each one reading. A waiting one holds a few megabytes, or what it has sorted. */
const EXPORTS_FOR_EACH_TURN = 4

/** Each running slice occupies one of libuv's threads, hence the small number. */
const SLICES_AT_ONCE = 2

/**
 * No thread but the calling one, because slices read little. A separate instance, because in one that is
 * counting at its memory limit, a slice would have to free memory first.
 */
const SLICE_SIZE: InstanceSize = { threads: 0, memoryLimit: '128MB' }

/** What work may use, unless it asks for more. */
export const WORK_MEMORY_MB = 128

/**
 * Enough for any number of people, because everything done with them spills to disk; another thread would
 * need twice as much. The memory is released when the instance is closed, and readers lose none of theirs.
 */
const WORK_SIZE: InstanceSize = { threads: 0, memoryLimit: `${WORK_MEMORY_MB}MB`, keepsFiles: false }

/** Work that takes longer may leave much in memory. After shorter work, its instance stays open for the next. In milliseconds. */
const SHORT_WORK_MS = 1_000

const globals = globalThis as typeof globalThis & { holocronDuckDb?: Engine }

function engine(): Engine {
  const { HEAVY_QUERIES, HEAVY_QUEUE } = env()
  return (globals.holocronDuckDb ??= {
    instances: {},
    spare: null,
    lanes: {
      slice: new Lane(SLICES_AT_ONCE),
      heavy: new Lane(HEAVY_QUERIES, HEAVY_QUEUE),
      export: new Lane(HEAVY_QUERIES * EXPORTS_FOR_EACH_TURN, HEAVY_QUEUE),
      work: new Lane(1),
    },
    batches: new Lane(HEAVY_QUERIES),
  })
}

/** Opens the lane's instance when first needed; if opening fails, the next caller tries again. */
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
  if (lane === 'heavy') return openInstance({ threads: DUCKDB_THREADS, lowPriority: true, memoryLimit })
  // The calling thread is enough: passing ordered batches between threads costs more than it gains.
  return openInstance({ threads: 0, memoryLimit })
}

/**
 * Runs a task on a new connection when the lane has room; `signal` ends it early. In the heavy lane, the time
 * limit applies to the whole task.
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
 * Like `withConnection` in the `work` lane, but in an instance with `memoryMb` instead of the usual 128 MB.
 * @throws AppError `memory` or `aborted`
 */
export async function withWorkMemory<T>(
  memoryMb: number,
  task: (connection: DuckDBConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const memoryLimit = `${memoryMb}MB`
  const size = memoryLimit === WORK_SIZE.memoryLimit ? WORK_SIZE : { ...WORK_SIZE, memoryLimit }
  return connect('work', (connection) => runGuarded(connection, task, { signal }), signal, size)
}

/** True once an instance that is kept has been needed. */
export function hasInstance(): boolean {
  return Object.keys(engine().instances).length > 0
}

/** True while any task is waiting for a slot in a lane. */
export function isWanted(lane: LaneName): boolean {
  return engine().lanes[lane].isWanted
}

/** Reads one result as objects by column name; values are bound in order to `$1`, `$2` … */
export type ReadRows = (sql: string, values?: DuckDBValue[]) => Promise<Record<string, DuckDBValue>[]>

/**
 * Runs several queries one after another in one slot of a lane. They share a connection, and therefore
 * temporary tables, which are gone afterwards. In the heavy lane, the time limit applies to each query
 * separately. A query that runs out of memory is retried once, since others may have been using it.
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
 * Reads the whole result of one query, like `withReader`.
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
    const start = performance.now()
    const instance = await (lane === 'work' ? takeInstance(workSize) : keptInstance(lane))
    const connection = await instance.connect()
    try {
      return await task(connection)
    } finally {
      connection.closeSync()
      const isShort = workSize === WORK_SIZE && performance.now() - start < SHORT_WORK_MS
      if (lane === 'work') giveBack(instance, isShort)
    }
  }, signal)
}

/** Opening one takes longer than all work on a small download. */
async function takeInstance(size: InstanceSize): Promise<DuckDBInstance> {
  const { spare } = engine()
  if (size !== WORK_SIZE || spare === null) return openInstance(size)
  engine().spare = null
  return spare
}

function giveBack(instance: DuckDBInstance, isSpare: boolean): void {
  if (isSpare && engine().spare === null) engine().spare = instance
  else instance.closeSync()
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

/**
 * For exports: each batch waits for its turn, and after it the other waiting exports come first. The next batch is
 * read while the client takes this one. `signal` ends the wait.
 * @throws AppError `aborted`, or the failure of a batch
 */
export async function* takeTurns<T>(
  batches: AsyncGenerator<T, void>,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  yield* readAhead(() => engine().batches.run(() => batches.next(), signal))
}
