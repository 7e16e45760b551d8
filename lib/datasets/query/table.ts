/** The Parquet file of a dataset as a table. */
import 'server-only'
import { DATASET_COLUMNS, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { EVERYTHING } from '@/lib/datasets/model/view'
import { type Search, selectionSql } from '@/lib/datasets/query/selection-sql'
import { quoteText, readRowObjects } from '@/lib/duckdb/lanes'
import { AppError } from '@/lib/errors'

/**
 * A Parquet file for the FROM of a query; it has a `file_row_number` in addition to its columns. Readers get the table of a
 * dataset from `readIntact`, and may use it until they return.
 */
export function parquetTable(path: string): string {
  return `read_parquet(${quoteText(path)}, file_row_number = true)`
}

/** How many rows of a table a view selects. */
export async function countSelected(
  table: string,
  selection: Search = EVERYTHING,
  signal?: AbortSignal,
): Promise<number> {
  const where = selectionSql(selection)
  const [row] = await readRowObjects(
    'heavy',
    `SELECT count(*) AS total FROM ${table} WHERE ${where.text}`,
    where.values,
    signal,
  )
  return Number(row?.total)
}

/** Reads rows by their numbers, from 0, in the order of these: sorting whole rows would carry ten columns through the sort. */
export async function readNumbered(
  table: string,
  numbers: number[],
  signal?: AbortSignal,
): Promise<DatasetRow[]> {
  if (numbers.length === 0) return []
  const rows = await readRowObjects(
    'slice',
    `SELECT file_row_number AS number, ${DATASET_COLUMNS.join(', ')} FROM ${table} WHERE file_row_number IN (${numbers.join(', ')})`,
    [],
    signal,
  )
  const byNumber = new Map(rows.map(({ number, ...row }) => [Number(number), row as DatasetRow]))
  return numbers.map((number) => byNumber.get(number) as DatasetRow)
}

/** The failure of reading a dataset that has no files, because its download has not completed or brought nothing new. */
export function notReady({ status, sameAs }: Dataset, name = 'This dataset'): AppError {
  if (status !== 'unchanged')
    return new AppError('not_ready', `${name} is not ready: its download has not completed.`)
  return new AppError(
    'unchanged',
    `${name} has no rows of its own: its download brought nothing new. They are those of dataset ${sameAs}.`,
  )
}
