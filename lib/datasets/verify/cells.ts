/** The CSV and its companion side by side, cell by cell, the CSV read by another program than the one that wrote it. */
import 'server-only'
import { open } from 'node:fs/promises'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { csvTable, type CsvColumns } from '@/lib/datasets/csv-table'
import { parquetName } from '@/lib/datasets/file-names'
import { DATASET_COLUMNS, type Dataset } from '@/lib/datasets/types'
import { query, rowName } from '@/lib/datasets/verify/companion-file'
import { firstLine } from '@/lib/datasets/verify/csv-file'
import type { Problem } from '@/lib/datasets/verify/finding'
import { quoteText } from '@/lib/duckdb'
import { datasetPath } from '@/lib/storage'

export interface Comparison {
  problem: Problem | null
  /** Rows of the CSV without its header line; null when it cannot be read. */
  csvRowCount: number | null
}

const HEADER = `${DATASET_COLUMNS.join(',')}\n`

const LONGEST_VALUE = 40

const COLUMNS: CsvColumns = Object.fromEntries(DATASET_COLUMNS.map((column) => [column, 'VARCHAR']))

/** Datasets of earlier versions may have longer rows than a download keeps today. */
const MAX_LINE_BYTES = 2 * 1024 * 1024

/** Reads both at the same time, a piece at a time. */
export async function compareCells(connection: DuckDBConnection, dataset: Dataset): Promise<Comparison> {
  const { id, fileName } = dataset
  const csv = datasetPath(id, fileName)
  const header = await readStart(csv, HEADER.length)
  if (header !== HEADER) {
    const what = `its CSV begins with ${showValue(header)} instead of its ten columns`
    return { csvRowCount: null, problem: { code: 'I3', what } }
  }
  try {
    const [row = {}] = await query(
      connection,
      `SELECT count(csv.name) AS rows,
         min(file_row_number) FILTER (WHERE ${DIFFERS}) AS different,
         arg_min(${listOf('csv')}, file_row_number) FILTER (WHERE ${DIFFERS}) AS csv_cells,
         arg_min(${listOf('companion')}, file_row_number) FILTER (WHERE ${DIFFERS}) AS companion_cells
       FROM ${csvTable([csv], COLUMNS, MAX_LINE_BYTES)} AS csv
       POSITIONAL JOIN read_parquet(${quoteText(datasetPath(id, parquetName(id)))}, file_row_number = true) AS companion`,
    )
    return { csvRowCount: Number(row.rows), problem: describeDifference(row) }
  } catch (error) {
    const what = `its CSV cannot be read as a table of ten columns (${firstLine(error)})`
    return { csvRowCount: null, problem: { code: 'I3', what } }
  }
}

/**
 * The driver that gives the writer its values drops a byte order mark at the beginning of one, so the companion may
 * have one where the CSV has none.
 */
const DIFFERS = `csv.name IS NOT NULL AND file_row_number IS NOT NULL AND (${DATASET_COLUMNS.map(
  (column) =>
    `csv.${column} IS DISTINCT FROM companion.${column} AND
     ltrim(csv.${column}, chr(65279)) IS DISTINCT FROM ltrim(companion.${column}, chr(65279))`,
).join(' OR ')})`

function listOf(table: string): string {
  return `[${DATASET_COLUMNS.map((column) => `${table}.${column}`).join(', ')}]`
}

function describeDifference({
  different,
  csv_cells,
  companion_cells,
}: Record<string, DuckDBValue>): Problem | null {
  if (typeof different !== 'bigint') return null
  const [csv, companion] = [itemsOf(csv_cells), itemsOf(companion_cells)]
  const index = DATASET_COLUMNS.findIndex((_column, at) => csv[at] !== companion[at])
  const cells = `${DATASET_COLUMNS[index] ?? ''} ${showValue(companion[index])}, but ${showValue(csv[index])} in its CSV`
  return { code: 'I4', what: `row ${rowName(different)} of its Parquet companion has ${cells}` }
}

function itemsOf(list: DuckDBValue | undefined): readonly DuckDBValue[] {
  return (list as { items: readonly DuckDBValue[] }).items
}

/** In quotes, and not too long for a sentence. */
function showValue(value: DuckDBValue | undefined): string {
  const text = String(value)
  return JSON.stringify(text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text)
}

async function readStart(file: string, byteCount: number): Promise<string> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(byteCount), 0, byteCount, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
