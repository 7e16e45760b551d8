import 'server-only'
import { countTableValues } from '@/lib/datasets/columns/counts'
import { tableFile } from '@/lib/datasets/columns/file'
import { findKnownMatches, findTable } from '@/lib/datasets/columns/kept-tables'
import { readIntact } from '@/lib/datasets/intact'
import type { CountsPage } from '@/lib/datasets/model/answers'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { CountSort, Slice } from '@/lib/datasets/model/view'
import { type Search, selectionSql, type Sql, valueOrderSql } from '@/lib/datasets/query/selection-sql'
import { countSelected } from '@/lib/datasets/query/table'
import { quoteName, readRowObjects } from '@/lib/duckdb/lanes'

export interface CountsQuery extends Slice, Partial<Search> {
  columns: DatasetColumn[]
  /** By `count` and by `columns`; largest counts first when empty. */
  sort?: CountSort[]
}

/**
 * Counts every combination of values of the given columns over all rows that a view selects (by default the
 * whole dataset), in the view's order. Without columns there are no combinations. `signal` stops the
 * counting.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function countValues(
  dataset: Dataset,
  query: CountsQuery,
  signal?: AbortSignal,
): Promise<CountsPage> {
  return readIntact(dataset, async (file) => {
    const table = await findTable(dataset, signal)
    const known = { ...query, matches: await findKnownMatches(dataset, query.q) }
    const counts =
      table &&
      (await countTableValues(table, { filters: [], q: '', sort: [], ...known }, tableFile(file, signal)))
    return counts ?? queryCounts(dataset, file, known, signal)
  })
}

/**
 * Counts in the file of a dataset, as `countValues` does when the dataset is not in memory.
 * @param file - the file as a table, from `readIntact`
 * @throws AppError a limit of queries
 */
export async function queryCounts(
  dataset: Dataset,
  file: string,
  query: CountsQuery,
  signal?: AbortSignal,
): Promise<CountsPage> {
  const { columns, limit, offset, filters = [], q = '', matches, sort = [] } = query
  const isWhole = filters.length === 0 && q === ''
  const totalRows = isWhole ? dataset.rowCount : await countSelected(file, { filters, q, matches }, signal)
  if (columns.length === 0) return { columns, counts: [], totalGroups: 0, totalRows, hasMore: false }

  const { names, counted, order } = countingSql(file, { columns, sort, filters, q, matches })
  const rows = await readRowObjects(
    'heavy',
    `WITH counted AS MATERIALIZED (${counted.text}),
       page AS (SELECT * FROM counted ORDER BY ${order} LIMIT ? OFFSET ?)
     SELECT page.*, totals.groups FROM (SELECT count(*) AS groups FROM counted) AS totals LEFT JOIN page ON TRUE
     ORDER BY ${order}`,
    [...counted.values, BigInt(limit), BigInt(offset)],
    signal,
  )
  const totalGroups = Number(rows[0]?.groups ?? 0)
  // A page past the end is a single row with only the number of groups.
  const counts = rows
    .filter((row) => row.total !== null)
    .map((row) => {
      const count = Number(row.total)
      return { values: names.map((name) => String(row[name])), count, share: count / totalRows }
    })
  return {
    columns,
    counts,
    totalGroups,
    totalRows,
    hasMore: counts.length > 0 && offset + counts.length < totalGroups,
  }
}

/** The parts of a counting query: `counted` selects `names` and `total`; the caller applies `order`. */
export function countingSql(
  table: string,
  { columns, sort, ...selection }: Search & { columns: DatasetColumn[]; sort: CountSort[] },
): { names: string[]; counted: Sql; order: string } {
  // Columns are named by position: a dataset may well have a column called "count".
  const names = columns.map((_, index) => `value${index}`)
  const selected = columns.map((column, index) => `${quoteName(column)} AS ${names[index]}`)
  const where = selectionSql(selection)
  const counted = `SELECT ${selected.join(', ')}, count(*) AS total
     FROM ${table} WHERE ${where.text} GROUP BY ALL`
  const nameOf = (column: DatasetColumn): string => `value${columns.indexOf(column)}`
  return {
    names,
    counted: { text: counted, values: where.values },
    order: countOrderSql(columns, sort, nameOf),
  }
}

/** A total order: the keys of `sort`, then the largest counts, then the other columns' values as text. */
function countOrderSql(
  columns: DatasetColumn[],
  sort: CountSort[],
  nameOf: (column: DatasetColumn) => string,
): string {
  const keys = sort.map(({ column, descending }) =>
    column === 'count'
      ? `total ${descending ? 'DESC' : 'ASC'}`
      : valueOrderSql({ column, descending }, nameOf(column)),
  )
  const isKey = (name: CountSort['column']): boolean => sort.some(({ column }) => column === name)
  const ties = columns.filter((column) => !isKey(column)).map(nameOf)
  return [...keys, ...(isKey('count') ? [] : ['total DESC']), ...ties].join(', ')
}
