/**
 * Whole answers of any size as CSV or NDJSON, at constant memory: a batch of rows is read when the reader has taken
 * the one before. The first batch is read before anything is sent, so that most failures can still be answered in
 * words; a later one breaks the connection, and never looks like the end.
 */
import 'server-only'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { formatCsvRows } from '@/lib/datasets/csv'
import type { ExportTable } from '@/lib/datasets/export-tables'
import { neutralizeCell } from '@/lib/datasets/spreadsheet'
import { isWanted, streamInTurns, withConnection } from '@/lib/duckdb'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'

export interface ExportStyle {
  format: 'csv' | 'ndjson'
  /** CSV only: marked as UTF-8, and without formulas. Otherwise values are as they stand in the dataset. */
  forSpreadsheet: boolean
}

const LANE = 'export'

/** How long a reader may take nothing before the export is cut off, in milliseconds. */
interface Patience {
  /** While others wait for the place. */
  wanted: number
  /** While nobody does. */
  alone: number
}

const PATIENCE: Patience = { wanted: 10_000, alone: 60_000 }

/** Between looks at how long a reader has taken nothing; at most, in milliseconds. */
const LOOK_EVERY_MS = 500

const BYTE_ORDER_MARK = '\uFEFF'

/**
 * Starts an export; resolves when its first bytes are there. The query is interrupted, and its place in the lane free,
 * as soon as `signal` is aborted or the stream cancelled.
 */
export function openExport(
  table: ExportTable,
  style: ExportStyle,
  signal: AbortSignal,
  patience = PATIENCE,
): Promise<ReadableStream<Uint8Array>> {
  let breakOff: (error: unknown) => void = () => undefined
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    // Unlike writer.abort(), this does not wait for a write that waits for the reader.
    start: (controller) => void (breakOff = (error) => controller.error(error)),
  })
  const writer = writable.getWriter()
  const gone = new AbortController()
  let isSending = false
  const giveUp = (): void => gone.abort(new AppError('aborted', 'The export ended before its last row.'))
  const cutOff = (stalledMs: number): void => {
    log.warn(
      { stalledMs, isWanted: isWanted(LANE) },
      'an export was cut off: its client had stopped taking it',
    )
    giveUp()
  }
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      if (isSending && !gone.signal.aborted) log.error({ err: error }, 'an export broke off')
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
        const stopWatching = watch(patience, cutOff)
        await writer.write(bytes).finally(stopWatching)
      }
      resolve(readable) // an answer without rows may have no bytes at all
    }
    withConnection(LANE, run, gone.signal)
      .then(() => writer.close())
      .catch(fail)
      .finally(() => signal.removeEventListener('abort', giveUp))
  })
}

/** Calls `cutOff` when the reader has taken nothing for too long, until the returned function is called. */
function watch(patience: Patience, cutOff: (stalledMs: number) => void): () => void {
  const since = performance.now()
  const look = (): void => {
    const stalledMs = Math.round(performance.now() - since)
    if (stalledMs >= (isWanted(LANE) ? patience.wanted : patience.alone)) cutOff(stalledMs)
  }
  const timer = setInterval(look, Math.min(LOOK_EVERY_MS, patience.wanted))
  return () => clearInterval(timer)
}

async function* writeBatches(
  connection: DuckDBConnection,
  table: ExportTable,
  style: ExportStyle,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let head = await writeHead(table, style)
  const lines = style.format === 'csv' && !style.forSpreadsheet ? table.linesSql : undefined
  for await (const batch of streamInTurns(connection, lines ?? table.sql, table.values, signal)) {
    const bytes = lines ? writeLines(batch) : await writeRows(batch.map(table.toRow), table, style)
    yield Buffer.concat([head, bytes])
    head = Buffer.alloc(0)
  }
  if (head.byteLength > 0) yield head
}

function writeLines(batch: DuckDBValue[][]): Buffer {
  return Buffer.from(`${batch.map(([line]) => String(line)).join('\n')}\n`)
}

async function writeHead({ columns }: ExportTable, { format, forSpreadsheet }: ExportStyle): Promise<Buffer> {
  if (format === 'ndjson') return Buffer.alloc(0)
  const line = await formatCsvRows([columns])
  return forSpreadsheet ? Buffer.concat([Buffer.from(BYTE_ORDER_MARK), line]) : line
}

async function writeRows(
  rows: (string | number)[][],
  { columns }: ExportTable,
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
