import 'server-only'
import { companionTable } from '@/lib/datasets/companion'
import { countSelected } from '@/lib/datasets/rows'
import { selectionSql } from '@/lib/datasets/selection'
import type { CountsPage, Dataset, DatasetColumn } from '@/lib/datasets/types'
import type { Selection } from '@/lib/datasets/view'
import { quoteName, readRowObjects } from '@/lib/duckdb'
import type { Slice } from '@/lib/search-params'

export interface CountsQuery extends Slice, Partial<Selection> {
  columns: DatasetColumn[]
}

/**
 * Counts every combination of values of the given columns over all rows that a view selects (the whole dataset when
 * none is given), ordered by count, then values. No columns: no combinations. `signal` stops the counting.
 * @throws AppError `not_ready`, or a limit of queries
 */
export async function countValues(
  dataset: Dataset,
  query: CountsQuery,
  signal?: AbortSignal,
): Promise<CountsPage> {
  const { columns, limit, offset, filters = [], q = '' } = query
  const isWhole = filters.length === 0 && q === ''
  const totalRows = isWhole ? dataset.rowCount : await countSelected(dataset, { filters, q }, signal)
  if (columns.length === 0) return { columns, counts: [], totalGroups: 0, totalRows, hasMore: false }

  // Columns are named by position: a dataset may well have a column called "count".
  const names = columns.map((_, index) => `value${index}`)
  const selected = columns.map((column, index) => `${quoteName(column)} AS ${names[index]}`)
  const where = selectionSql({ filters, q })
  const rows = await readRowObjects(
    'heavy',
    `WITH counted AS MATERIALIZED (
       SELECT ${selected.join(', ')}, count(*) AS total
       FROM ${companionTable(dataset)} WHERE ${where.text} GROUP BY ALL
     ), page AS (SELECT * FROM counted ORDER BY total DESC, ${names.join(', ')} LIMIT ? OFFSET ?)
     SELECT page.*, totals.groups FROM (SELECT count(*) AS groups FROM counted) AS totals LEFT JOIN page ON TRUE
     ORDER BY total DESC, ${names.join(', ')}`,
    [...where.values, BigInt(limit), BigInt(offset)],
    signal,
  )
  const totalGroups = Number(rows[0]?.groups ?? 0)
  // A page past the end is one row with nothing but the number of groups.
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
