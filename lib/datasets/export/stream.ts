/**
 * Whole results of any size as CSV or NDJSON, in constant memory: each batch of rows is read only once the
 * client has taken the previous one. The first batch is read before anything is sent, so that most failures
 * can still be reported with a message; a later one breaks the connection, and never looks like the end.
 */
import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { formatCsvRows } from '@/lib/csv'
import type { ExportStyle } from '@/lib/datasets/export/names'
import { neutralizeCell } from '@/lib/datasets/export/spreadsheet'
import type { ExportTable } from '@/lib/datasets/export/tables'
import { readIntact } from '@/lib/datasets/intact'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { isWanted, takeTurns, withConnection } from '@/lib/duckdb/lanes'
import { streamRows } from '@/lib/duckdb/read'
import { streamTexts } from '@/lib/duckdb/streams/texts'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'

const LANE = 'export'

/** How long a client may read nothing before its export is cut off, in milliseconds. */
interface StallLimits {
  /** While others wait for a slot. */
  wanted: number
  /** While no one is waiting. */
  alone: number
}

const STALL_LIMITS: StallLimits = { wanted: 10_000, alone: 60_000 }

/** Longest interval between checks for a stalled client, in milliseconds. */
const POLL_EVERY_MS = 500

const BYTE_ORDER_MARK = '\uFEFF'

/**
 * Exports a ready dataset, whose file is held until the export ends, however it does.
 * @throws AppError as `readIntact`
 */
export function exportIntact(
  dataset: Dataset,
  table: (parquet: string) => ExportTable,
  style: ExportStyle,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  return readIntact(dataset, (parquet, keep) =>
    openExport(table(parquet), style, signal, STALL_LIMITS, keep()),
  )
}

/**
 * Starts an export; resolves once its first bytes are available. Aborting `signal` or cancelling the stream
 * interrupts the query and frees its slot in the lane at once. `onEnd` is called once nothing is read any more.
 */
export function openExport(
  table: ExportTable,
  style: ExportStyle,
  signal: AbortSignal,
  limits = STALL_LIMITS,
  onEnd = (): void => undefined,
): Promise<ReadableStream<Uint8Array>> {
  let breakOff: (error: unknown) => void = () => undefined
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    // Unlike writer.abort(), this does not wait for a pending write.
    start: (controller) => void (breakOff = (error) => controller.error(error)),
  })
  const writer = writable.getWriter()
  const gone = new AbortController()
  let isSending = false
  const giveUp = (): void => gone.abort(new AppError('aborted', 'The export ended before its last row.'))
  const cutOff = (stalledMs: number): void => {
    log.warn({ stalledMs, isWanted: isWanted(LANE) }, 'an export was cut off: its client had stopped reading')
    giveUp()
  }
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      if (isSending && !gone.signal.aborted) log.error({ err: error }, 'an export failed before its end')
      reject(error)
      breakOff(error)
    }
    gone.signal.addEventListener('abort', () => fail(gone.signal.reason), { once: true })
    signal.addEventListener('abort', giveUp, { once: true })
    writer.closed.catch(giveUp)
    if (signal.aborted) giveUp()

    const run = async (connection: DuckDBConnection): Promise<void> => {
      for await (const bytes of writeBatches(connection, table, style, gone.signal)) {
        isSending = true
        resolve(readable)
        const stopWatching = watch(limits, cutOff)
        await writer.write(bytes).finally(stopWatching)
      }
      resolve(readable) // a result without rows may have no bytes at all
    }
    withConnection(LANE, run, gone.signal)
      .then(() => writer.close())
      .catch(fail)
      .finally(() => {
        signal.removeEventListener('abort', giveUp)
        onEnd()
      })
  })
}

/** Few rows as CSV or NDJSON, as an export of many writes them. */
export async function exportFew(
  rows: (string | number)[][],
  table: Pick<ExportTable, 'columns'>,
  style: ExportStyle,
): Promise<Buffer<ArrayBuffer>> {
  const head = await writeHead(table, style)
  return rows.length === 0
    ? Buffer.concat([head])
    : Buffer.concat([head, await writeRows(rows, table, style)])
}

/** Calls `cutOff` once the client has read nothing for too long; the returned function stops the watch. */
function watch(limits: StallLimits, cutOff: (stalledMs: number) => void): () => void {
  const since = performance.now()
  const look = (): void => {
    const stalledMs = Math.round(performance.now() - since)
    if (stalledMs >= (isWanted(LANE) ? limits.wanted : limits.alone)) cutOff(stalledMs)
  }
  const timer = setInterval(look, Math.min(POLL_EVERY_MS, limits.wanted))
  return () => clearInterval(timer)
}

async function* writeBatches(
  connection: DuckDBConnection,
  table: ExportTable,
  style: ExportStyle,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let head = await writeHead(table, style)
  for await (const bytes of takeTurns(readBytes(connection, table, style), signal)) {
    yield head.byteLength > 0 ? Buffer.concat([head, bytes]) : bytes
    head = Buffer.alloc(0)
  }
  if (head.byteLength > 0) yield head
}

/** The rows as bytes of the format, written by DuckDB where it can. */
async function* readBytes(
  connection: DuckDBConnection,
  table: ExportTable,
  style: ExportStyle,
): AsyncGenerator<Buffer, void> {
  if (table.linesSql) return yield* streamTexts(connection, table.linesSql(style), table.values)
  for await (const rows of streamRows(connection, table.sql, table.values))
    yield await writeRows(rows.map(table.toRow), table, style)
}

async function writeHead(
  { columns }: Pick<ExportTable, 'columns'>,
  { format, forSpreadsheet }: ExportStyle,
): Promise<Buffer> {
  if (format === 'ndjson') return Buffer.alloc(0)
  const line = await formatCsvRows([columns])
  return forSpreadsheet ? Buffer.concat([Buffer.from(BYTE_ORDER_MARK), line]) : line
}

async function writeRows(
  rows: (string | number)[][],
  { columns }: Pick<ExportTable, 'columns'>,
  { format, forSpreadsheet }: ExportStyle,
): Promise<Buffer> {
  if (format === 'csv')
    return formatCsvRows(forSpreadsheet ? rows.map((row) => row.map(neutralizeCell)) : rows)
  const lines = rows.map((row) => {
    const record = Object.fromEntries(columns.map((column, index) => [column, row[index]]))
    return `${JSON.stringify(record)}\n`
  })
  return Buffer.from(lines.join(''))
}
