/** Compares the CSV with its Parquet file cell by cell. The CSV is read by a different program than wrote it. */
import 'server-only'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { type CsvColumns, csvTable } from '@/lib/datasets/csv-table'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { firstLine } from '@/lib/datasets/verify/files/csv'
import { rowName } from '@/lib/datasets/verify/files/parquet'
import type { Problem } from '@/lib/datasets/verify/finding'
import { quoteText } from '@/lib/duckdb/lanes'
import { query } from '@/lib/duckdb/read'
import { storage } from '@/lib/storage'

export interface Comparison {
  problem: Problem | null
  /** Rows of the CSV without its header line; null when it cannot be read. */
  csvRowCount: number | null
}

const HEADER = `${DATASET_COLUMNS.join(',')}\n`

const LONGEST_VALUE = 40

const COLUMNS: CsvColumns = Object.fromEntries(DATASET_COLUMNS.map((column) => [column, 'VARCHAR']))

/** Datasets of earlier versions may have longer rows than a download accepts today. */
const MAX_LINE_BYTES = 2 * 1024 * 1024

/** Reads both files concurrently, in chunks. */
export async function compareCells(
  connection: DuckDBConnection,
  { csv, parquet }: Record<'csv' | 'parquet', string>,
): Promise<Comparison> {
  const header = await storage.readStart(csv, HEADER.length)
  if (header !== HEADER) {
    const what = `its CSV begins with ${showValue(header)} instead of its ten columns`
    return { csvRowCount: null, problem: { code: 'row-counts', what } }
  }
  try {
    const [row = {}] = await query(
      connection,
      `SELECT count(csv.name) AS rows,
         min(file_row_number) FILTER (WHERE ${DIFFERS}) AS different,
         arg_min(${listOf('csv')}, file_row_number) FILTER (WHERE ${DIFFERS}) AS csv_cells,
         arg_min(${listOf('parquet')}, file_row_number) FILTER (WHERE ${DIFFERS}) AS parquet_cells
       FROM ${csvTable([csv], COLUMNS, MAX_LINE_BYTES)} AS csv
       POSITIONAL JOIN read_parquet(${quoteText(parquet)}, file_row_number = true) AS parquet`,
    )
    return { csvRowCount: Number(row.rows), problem: describeDifference(row) }
  } catch (error) {
    const what = `its CSV cannot be read as a table of ten columns (${firstLine(error)})`
    return { csvRowCount: null, problem: { code: 'row-counts', what } }
  }
}

/**
 * The driver that passes values to the CSV writer drops a byte order mark at the start of a value, so the Parquet file
 * may have one where the CSV has none.
 */
const DIFFERS = `csv.name IS NOT NULL AND file_row_number IS NOT NULL AND (${DATASET_COLUMNS.map(
  (column) =>
    `csv.${column} IS DISTINCT FROM parquet.${column} AND
     ltrim(csv.${column}, chr(65279)) IS DISTINCT FROM ltrim(parquet.${column}, chr(65279))`,
).join(' OR ')})`

function listOf(table: string): string {
  return `[${DATASET_COLUMNS.map((column) => `${table}.${column}`).join(', ')}]`
}

function describeDifference({
  different,
  csv_cells,
  parquet_cells,
}: Record<string, DuckDBValue>): Problem | null {
  if (typeof different !== 'bigint') return null
  const [csv, parquet] = [itemsOf(csv_cells), itemsOf(parquet_cells)]
  const index = DATASET_COLUMNS.findIndex((_column, at) => csv[at] !== parquet[at])
  const cells = `${showValue(parquet[index])} in its Parquet file, but ${showValue(csv[index])} in its CSV`
  return { code: 'cells', what: `row ${rowName(different)} has ${DATASET_COLUMNS[index] ?? ''} ${cells}` }
}

function itemsOf(list: DuckDBValue | undefined): readonly DuckDBValue[] {
  return (list as { items: readonly DuckDBValue[] }).items
}

/** Quoted, and short enough for a sentence. */
function showValue(value: DuckDBValue | undefined): string {
  const text = String(value)
  return JSON.stringify(text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text)
}
