import 'server-only'
import { companionTable } from '@/lib/datasets/companion'
import type { CountsPage, Dataset } from '@/lib/datasets/types'
import { quoteName, readRowObjects } from '@/lib/duckdb'
import type { CountsParams } from '@/lib/search-params'

/**
 * Counts every combination of values of the given columns over the whole dataset, ordered by count, then values.
 * No columns: no combinations.
 * @throws AppError `not_ready`
 */
export async function countValues(
  dataset: Dataset,
  { columns, limit, offset }: CountsParams,
): Promise<CountsPage> {
  const totalRows = dataset.rowCount
  if (columns.length === 0) return { columns, counts: [], totalGroups: 0, totalRows, hasMore: false }

  // Columns are named by position: a dataset may well have a column called "count".
  const names = columns.map((_, index) => `value${index}`)
  const selected = columns.map((column, index) => `${quoteName(column)} AS ${names[index]}`)
  const rows = await readRowObjects(
    'heavy',
    `WITH counted AS MATERIALIZED (
       SELECT ${selected.join(', ')}, count(*) AS total FROM ${companionTable(dataset)} GROUP BY ALL
     )
     SELECT *, (SELECT count(*) FROM counted) AS groups FROM counted
     ORDER BY total DESC, ${names.join(', ')} LIMIT $1 OFFSET $2`,
    [BigInt(limit), BigInt(offset)],
  )
  const totalGroups = rows[0] ? Number(rows[0].groups) : await countGroups(dataset, columns)
  const counts = rows.map((row) => {
    const count = Number(row.total)
    return { values: names.map((name) => String(row[name])), count, share: count / totalRows }
  })
  return { columns, counts, totalGroups, totalRows, hasMore: offset + counts.length < totalGroups }
}

/** For a page past the end, which has no row to carry the number. */
async function countGroups(dataset: Dataset, columns: readonly string[]): Promise<number> {
  const [row] = await readRowObjects(
    'heavy',
    `SELECT count(*) AS groups FROM (SELECT DISTINCT ${columns.map(quoteName).join(', ')} FROM ${companionTable(dataset)})`,
  )
  return Number(row?.groups)
}
