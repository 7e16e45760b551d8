import 'server-only'
import { assertComparable, type Pair, readBothIntact } from '@/lib/datasets/compare/pair'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { CountChange, CountChangesPage } from '@/lib/datasets/model/comparison'
import type { Selection, Slice } from '@/lib/datasets/model/view'
import { countingSql } from '@/lib/datasets/query/counts'
import { withReader } from '@/lib/duckdb/lanes'

export interface CountChangesQuery extends Slice, Selection {
  /** At least one. */
  columns: DatasetColumn[]
}

/**
 * Counts every combination of values in both datasets: the largest differences first, then the largest counts. `signal`
 * stops the counting.
 * @throws AppError `invalid`, `not_ready`, `damaged`, or a limit of queries
 */
export async function compareCounts(
  pair: Pair,
  { columns, limit, offset, ...selection }: CountChangesQuery,
  signal?: AbortSignal,
): Promise<CountChangesPage> {
  assertComparable(pair)
  const { base, dataset } = pair
  const { names, counted: before } = countingSql(base, { columns, sort: [], ...selection })
  const { counted: after } = countingSql(dataset, { columns, sort: [], ...selection })
  const values = names.join(', ')
  return readBothIntact(pair, async () => {
    const found = await withReader(
      'heavy',
      (rows) =>
        rows(
          `WITH both_sides AS MATERIALIZED (
             SELECT ${values}, sum(before)::BIGINT AS before, sum(after)::BIGINT AS after FROM (
               SELECT ${values}, total AS before, 0 AS after FROM (${before.text})
               UNION ALL SELECT ${values}, 0, total FROM (${after.text})
             ) GROUP BY ${values}),
           totals AS (SELECT count(*) AS all_groups, count(*) FILTER (before <> after) AS changed_groups,
             coalesce(sum(before), 0)::BIGINT AS rows_before, coalesce(sum(after), 0)::BIGINT AS rows_after FROM both_sides),
           page AS (SELECT * FROM both_sides
             ORDER BY abs(after - before) DESC, greatest(after, before) DESC, ${values} LIMIT ? OFFSET ?)
           SELECT page.*, totals.* FROM totals LEFT JOIN page ON TRUE
           ORDER BY abs(after - before) DESC, greatest(after, before) DESC, ${values}`,
          [...before.values, ...after.values, BigInt(limit), BigInt(offset)],
        ),
      signal,
    )
    const totalGroups = Number(found[0]?.all_groups ?? 0)
    const counts = found
      .filter((row) => row.before !== null)
      .map((row): CountChange => ({
        values: names.map((name) => String(row[name])),
        before: Number(row.before),
        after: Number(row.after),
      }))
    return {
      columns,
      counts,
      totalGroups,
      changedGroups: Number(found[0]?.changed_groups ?? 0),
      rowsBefore: Number(found[0]?.rows_before ?? 0),
      rowsAfter: Number(found[0]?.rows_after ?? 0),
      hasMore: counts.length > 0 && offset + counts.length < totalGroups,
    }
  })
}
