/** Checks the Parquet file by itself: readable to its end, with the expected columns, its ids unique and in order. */
import 'server-only'
import { devNull } from 'node:os'
import type { DuckDBConnection } from '@duckdb/node-api'
import { writeCsvFromParquet } from '@/lib/datasets/assemble/write-files'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { firstLine } from '@/lib/datasets/verify/files/csv'
import type { Problem } from '@/lib/datasets/verify/finding'
import { quoteText } from '@/lib/duckdb/lanes'
import { query } from '@/lib/duckdb/read'
import { formatCount } from '@/lib/format'
import { storage } from '@/lib/storage'

export interface ParquetFacts {
  problem: Problem | null
  /** Null when it cannot be read. */
  rowCount: number | null
  /** Of the CSV that Holocron writes from it; null when it cannot be read. */
  csvSha256: string | null
}

/** As DuckDB describes them. */
const COLUMNS = ['swapi_id BIGINT', ...DATASET_COLUMNS.map((column) => `${column} VARCHAR`)].join(', ')

const IS_INCOMPLETE = ['swapi_id', ...DATASET_COLUMNS].map((column) => `${column} IS NULL`).join(' OR ')

/** Reads all of it twice, in constant memory. */
export async function inspectParquet(connection: DuckDBConnection, file: string): Promise<ParquetFacts> {
  const unreadable = { rowCount: null, csvSha256: null }
  if ((await storage.getFileSize(file)) === null) {
    return { ...unreadable, problem: { code: 'file-missing', what: 'its Parquet file is missing' } }
  }
  try {
    const columns = await describeColumns(connection, file)
    if (columns !== COLUMNS) {
      const what = `its Parquet file has the columns ${columns} instead of ${COLUMNS}`
      return { ...unreadable, problem: { code: 'cells', what } }
    }
    const { rowCount, problem } = await inspectRows(connection, file)
    const { sha256 } = await writeCsvFromParquet(connection, file, devNull)
    return { problem, rowCount, csvSha256: sha256 }
  } catch (error) {
    const what = `its Parquet file cannot be read (${firstLine(error)})`
    return { ...unreadable, problem: { code: 'cells', what } }
  }
}

async function describeColumns(connection: DuckDBConnection, file: string): Promise<string> {
  const rows = await query(connection, `DESCRIBE FROM read_parquet(${quoteText(file)})`)
  return rows
    .map(({ column_name, column_type }) => `${String(column_name)} ${String(column_type)}`)
    .join(', ')
}

/** Ids that increase from row to row are also unique. `lag` without ORDER BY follows the order of the file. */
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
        ? { code: 'cells', what: `row ${rowName(incomplete)} of its Parquet file lacks a value` }
        : typeof disordered === 'bigint'
          ? {
              code: 'cells',
              what: `the ids in its Parquet file do not increase at row ${rowName(disordered)}`,
            }
          : null,
  }
}

/** The row's number, counted from 1. */
export function rowName(fileRowNumber: bigint): string {
  return formatCount(Number(fileRowNumber) + 1)
}
