import 'server-only'
import type { DuckDBListValue } from '@duckdb/node-api'
import { tableFile } from '@/lib/datasets/columns/file'
import { findKnownMatches, findTable } from '@/lib/datasets/columns/kept-tables'
import { readTableRows } from '@/lib/datasets/columns/rows'
import { readIntact } from '@/lib/datasets/intact'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { DATASET_COLUMNS, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Slice, Sort } from '@/lib/datasets/model/view'
import { orderSql, type Search, selectionSql } from '@/lib/datasets/query/selection-sql'
import { countSelected, readNumbered } from '@/lib/datasets/query/table'
import { readRowObjects } from '@/lib/duckdb/lanes'

export interface RowsQuery extends Slice, Partial<Search> {
  sort?: Sort[]
}

/** Up to this row of a search, finding it costs next to nothing beside counting them all. */
const MOST_IN_ONE_PASS = 2_000

/**
 * Reads a slice of a ready dataset: of all rows in the dataset's order, or of the rows that a view selects,
 * in the view's order. `signal` stops the reading.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function readRows(dataset: Dataset, query: RowsQuery, signal?: AbortSignal): Promise<RowsPage> {
  return readIntact(dataset, async (file) => {
    const table = await findTable(dataset, signal)
    const known = { ...query, matches: await findKnownMatches(dataset, query.q) }
    const page =
      table &&
      (await readTableRows(table, { filters: [], q: '', sort: [], ...known }, tableFile(file, signal)))
    return page ?? queryRows(dataset, file, known, signal)
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
  const { filters = [], q = '', matches, sort = [], ...slice } = query
  const selection = { filters, q, matches }
  const isWhole = filters.length === 0 && q === ''
  if (isWhole && sort.length === 0) {
    const rows = await readSlice(file, slice, signal)
    return toPage(
      rows,
      { numbers: rows.map((_, index) => slice.offset + index), total: dataset.rowCount },
      slice,
    )
  }
  const found =
    q !== '' && sort.length === 0 && slice.offset + slice.limit <= MOST_IN_ONE_PASS
      ? await findFirst(file, slice, selection, signal)
      : await findSorted(file, slice, selection, sort, isWhole ? dataset.rowCount : null, signal)
  return toPage(await readNumbered(file, found.numbers, signal), found, slice)
}

/** Which rows are on a page, from 0, and how many there are on all pages. */
interface Found {
  numbers: number[]
  total: number
}

function toPage(rows: DatasetRow[], { numbers, total }: Found, { offset }: Slice): RowsPage {
  return {
    rows,
    numbers: numbers.map((number) => number + 1),
    total,
    hasMore: rows.length > 0 && offset + rows.length < total,
  }
}

/** By row number, so that the last row costs no more than the first. */
async function readSlice(
  table: string,
  { limit, offset }: Slice,
  signal: AbortSignal | undefined,
): Promise<DatasetRow[]> {
  const rows = await readRowObjects(
    'slice',
    `SELECT ${DATASET_COLUMNS.join(', ')} FROM ${table}
     WHERE file_row_number >= ? AND file_row_number < ? ORDER BY file_row_number`,
    [BigInt(offset), BigInt(offset + limit)],
    signal,
  )
  return rows as DatasetRow[]
}

/** Finds the first rows of a search and counts all of them, in one pass: comparing texts is what takes long. */
async function findFirst(
  table: string,
  { limit, offset }: Slice,
  selection: Search,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const where = selectionSql(selection)
  const [answer] = await readRowObjects(
    'heavy',
    `SELECT count(*) AS total, min(file_row_number, ${offset + limit}) AS numbers FROM ${table} WHERE ${where.text}`,
    where.values,
    signal,
  )
  const first = answer?.numbers as DuckDBListValue | null
  return { total: Number(answer?.total), numbers: (first?.items ?? []).slice(offset).map(Number) }
}

/** Orders the numbers of the selected rows and, unless it is known, counts them; when one fails, the other is stopped. */
async function findSorted(
  table: string,
  { limit, offset }: Slice,
  selection: Search,
  sort: Sort[],
  knownTotal: number | null,
  outer: AbortSignal | undefined,
): Promise<Found> {
  const inner = new AbortController()
  const signal = outer === undefined ? inner.signal : AbortSignal.any([outer, inner.signal])
  const where = selectionSql(selection)
  const order = sort.length === 0 ? '' : `ORDER BY ${orderSql(sort)}`
  try {
    const [rows, total] = await Promise.all([
      readRowObjects(
        'heavy',
        `SELECT file_row_number AS number FROM ${table} WHERE ${where.text} ${order} LIMIT ? OFFSET ?`,
        [...where.values, BigInt(limit), BigInt(offset)],
        signal,
      ),
      knownTotal ?? countSelected(table, selection, signal),
    ])
    return { numbers: rows.map(({ number }) => Number(number)), total }
  } finally {
    inner.abort()
  }
}
