/** The Parquet companion by itself: readable to its end, with its columns, its ids unique and in order. */
import 'server-only'
import { devNull } from 'node:os'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { writeCsvFromParquet } from '@/lib/datasets/companion'
import { parquetName } from '@/lib/datasets/file-names'
import { DATASET_COLUMNS, type Dataset } from '@/lib/datasets/types'
import { firstLine, getFileSize } from '@/lib/datasets/verify/csv-file'
import type { Problem } from '@/lib/datasets/verify/finding'
import { quoteText } from '@/lib/duckdb'
import { formatCount } from '@/lib/format'
import { datasetPath } from '@/lib/storage'

export interface CompanionFacts {
  problem: Problem | null
  /** Null when it cannot be read. */
  rowCount: number | null
  /** Of the CSV that Holocron's writer makes of it; null when it cannot be read. */
  csvSha256: string | null
}

/** As DuckDB describes them. */
const COLUMNS = ['swapi_id BIGINT', ...DATASET_COLUMNS.map((column) => `${column} VARCHAR`)].join(', ')

const IS_INCOMPLETE = ['swapi_id', ...DATASET_COLUMNS].map((column) => `${column} IS NULL`).join(' OR ')

/** Reads all of it twice, at constant memory. */
export async function inspectCompanion(
  connection: DuckDBConnection,
  { id }: Pick<Dataset, 'id'>,
): Promise<CompanionFacts> {
  const file = datasetPath(id, parquetName(id))
  const unreadable = { rowCount: null, csvSha256: null }
  if ((await getFileSize(file)) === null) {
    return { ...unreadable, problem: { code: 'I1', what: 'its Parquet companion is missing' } }
  }
  try {
    const columns = await describeColumns(connection, file)
    if (columns !== COLUMNS) {
      const what = `its Parquet companion has the columns ${columns} instead of ${COLUMNS}`
      return { ...unreadable, problem: { code: 'I4', what } }
    }
    const { rowCount, problem } = await inspectRows(connection, file)
    const { sha256 } = await writeCsvFromParquet(connection, file, devNull)
    return { problem, rowCount, csvSha256: sha256 }
  } catch (error) {
    const what = `its Parquet companion cannot be read (${firstLine(error)})`
    return { ...unreadable, problem: { code: 'I4', what } }
  }
}

async function describeColumns(connection: DuckDBConnection, file: string): Promise<string> {
  const rows = await query(connection, `DESCRIBE FROM read_parquet(${quoteText(file)})`)
  return rows
    .map(({ column_name, column_type }) => `${String(column_name)} ${String(column_type)}`)
    .join(', ')
}

/** Ids that grow from row to row are unique as well. `lag` without an order goes by the file's, row after row. */
async function inspectRows(
  connection: DuckDBConnection,
  file: string,
): Promise<{ rowCount: number; problem: Problem | null }> {
  const [row] = await query(
    connection,
    `SELECT count(*) AS total,
       min(file_row_number) FILTER (WHERE ${IS_INCOMPLETE}) AS incomplete,
       min(file_row_number) FILTER (WHERE swapi_id <= previous) AS disordered
     FROM (
       SELECT *, lag(swapi_id) OVER () AS previous FROM read_parquet(${quoteText(file)}, file_row_number = true)
     )`,
  )
  const { total, incomplete, disordered } = row ?? {}
  return {
    rowCount: Number(total),
    problem:
      typeof incomplete === 'bigint'
        ? { code: 'I4', what: `row ${rowName(incomplete)} of its Parquet companion lacks a value` }
        : typeof disordered === 'bigint'
          ? { code: 'I4', what: `the ids in its Parquet companion do not grow at row ${rowName(disordered)}` }
          : null,
  }
}

/** Rows as a person counts them, from 1. */
export function rowName(fileRowNumber: bigint): string {
  return formatCount(Number(fileRowNumber) + 1)
}

export async function query(
  connection: DuckDBConnection,
  sql: string,
): Promise<Record<string, DuckDBValue>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjects()
}
