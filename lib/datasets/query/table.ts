/** The Parquet file of a dataset as a table. */
import 'server-only'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { EVERYTHING, type Selection } from '@/lib/datasets/model/view'
import { selectionSql } from '@/lib/datasets/query/selection-sql'
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
  selection: Selection = EVERYTHING,
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

/** The failure of reading a dataset that has no files, because its download has not completed or brought nothing new. */
export function notReady({ status, sameAs }: Dataset, name = 'This dataset'): AppError {
  if (status !== 'unchanged')
    return new AppError('not_ready', `${name} is not ready: its download has not completed.`)
  return new AppError(
    'unchanged',
    `${name} has no rows of its own: its download brought nothing new. They are those of dataset ${sameAs}.`,
  )
}
