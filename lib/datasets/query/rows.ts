import 'server-only'
import { findTable, foldTexts } from '@/lib/datasets/columns/kept-tables'
import { readTableRows } from '@/lib/datasets/columns/rows'
import { readIntact } from '@/lib/datasets/intact'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { DATASET_COLUMNS, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Selection, Slice, Sort } from '@/lib/datasets/model/view'
import { orderSql, selectionSql } from '@/lib/datasets/query/selection-sql'
import { countSelected } from '@/lib/datasets/query/table'
import { readRowObjects } from '@/lib/duckdb/lanes'

export interface RowsQuery extends Slice, Partial<Selection> {
  sort?: Sort[]
}

const COLUMNS = DATASET_COLUMNS.join(', ')

/**
 * Reads a slice of a ready dataset: of all rows in the dataset's order, or of the rows that a view selects,
 * in the view's order. `signal` stops the reading.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function readRows(dataset: Dataset, query: RowsQuery, signal?: AbortSignal): Promise<RowsPage> {
  return readIntact(dataset, async (file) => {
    const table = await findTable(dataset, signal)
    if (table === null) return queryRows(dataset, file, query, signal)
    return readTableRows(table, { filters: [], q: '', sort: [], ...query }, foldTexts)
  })
}

/**
 * Reads rows from the file of a dataset, as `readRows` does when the dataset is not in memory.
 * @param file - the file as a table, from `readIntact`
 * @throws AppError a limit of queries
 */
export async function queryRows(
  dataset: Dataset,
  file: string,
  query: RowsQuery,
  signal?: AbortSignal,
): Promise<RowsPage> {
  const { filters = [], q = '', sort = [], ...slice } = query
  const isWhole = filters.length === 0 && q === ''
  const [found, total] = await readBoth(
    (signal) =>
      isWhole && sort.length === 0
        ? readSlice(file, slice, signal)
        : readSelected(file, slice, { filters, q }, sort, signal),
    async (signal) => (isWhole ? dataset.rowCount : countSelected(file, { filters, q }, signal)),
    signal,
  )
  const hasMore = found.length > 0 && slice.offset + found.length < total
  return { rows: found.map(({ row }) => row), numbers: found.map(({ number }) => number), total, hasMore }
}

/** A row and its position in the dataset, from 1. */
interface NumberedRow {
  number: number
  row: DatasetRow
}

/** Reads both concurrently; when one fails, the other is stopped, since its result is no longer needed. */
async function readBoth<A, B>(
  first: (signal: AbortSignal) => Promise<A>,
  second: (signal: AbortSignal) => Promise<B>,
  outer?: AbortSignal,
): Promise<[A, B]> {
  const inner = new AbortController()
  const signal = outer === undefined ? inner.signal : AbortSignal.any([outer, inner.signal])
  try {
    return await Promise.all([first(signal), second(signal)])
  } finally {
    inner.abort()
  }
}

/** By row number, so that the last row costs no more than the first. */
async function readSlice(
  table: string,
  { limit, offset }: Slice,
  signal: AbortSignal,
): Promise<NumberedRow[]> {
  const rows = await readRowObjects(
    'slice',
    `SELECT ${COLUMNS} FROM ${table}
     WHERE file_row_number >= ? AND file_row_number < ? ORDER BY file_row_number`,
    [BigInt(offset), BigInt(offset + limit)],
    signal,
  )
  return rows.map((row, index) => ({ number: offset + index + 1, row: row as DatasetRow }))
}

/**
 * Reads first the ordered row numbers, then the rows: sorting whole rows would carry ten columns through the
 * sort. Without a sort, DuckDB keeps the file's order and stops when it has enough.
 */
async function readSelected(
  table: string,
  { limit, offset }: Slice,
  selection: Selection,
  sort: Sort[],
  signal: AbortSignal,
): Promise<NumberedRow[]> {
  const where = selectionSql(selection)
  const order = sort.length === 0 ? '' : `ORDER BY ${orderSql(sort)}`
  const found = await readRowObjects(
    'heavy',
    `SELECT file_row_number AS number FROM ${table} WHERE ${where.text} ${order} LIMIT ? OFFSET ?`,
    [...where.values, BigInt(limit), BigInt(offset)],
    signal,
  )
  if (found.length === 0) return []
  const numbers = found.map(({ number }) => String(number))
  const rows = await readRowObjects(
    'slice',
    `SELECT file_row_number AS number, ${COLUMNS} FROM ${table} WHERE file_row_number IN (${numbers.join(', ')})`,
    [],
    signal,
  )
  const byNumber = new Map(rows.map(({ number, ...row }) => [String(number), row as DatasetRow]))
  return numbers.flatMap((number) => {
    const row = byNumber.get(number)
    return row === undefined ? [] : { number: Number(number) + 1, row }
  })
}
