import 'server-only'
import type { DuckDBValue } from '@duckdb/node-api'
import { assertComparable, type Pair, type PairTables, readBothIntact } from '@/lib/datasets/compare/pair'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { ExportTable } from '@/lib/datasets/export/tables'
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
  return readBothIntact(pair, async (tables) => {
    const { names, sides, values, order } = bothSidesSql(tables, { columns, ...selection })
    const found = await withReader(
      'heavy',
      (rows) =>
        rows(
          `WITH both_sides AS MATERIALIZED (${sides}),
           totals AS (SELECT count(*) AS all_groups, count(*) FILTER (before <> after) AS changed_groups,
             coalesce(sum(before), 0)::BIGINT AS rows_before, coalesce(sum(after), 0)::BIGINT AS rows_after FROM both_sides),
           page AS (SELECT * FROM both_sides ORDER BY ${order} LIMIT ? OFFSET ?)
           SELECT page.*, totals.* FROM totals LEFT JOIN page ON TRUE ORDER BY ${order}`,
          [...values, BigInt(limit), BigInt(offset)],
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

/** Every compared count, in the same order: the values of the counted columns, `before`, `after` and `difference`. */
export function compareCountsTable(
  tables: PairTables,
  view: Selection & { columns: DatasetColumn[] },
): ExportTable {
  const { names, sides, values, order } = bothSidesSql(tables, view)
  return {
    columns: [...view.columns, 'before', 'after', 'difference'],
    sql: `SELECT ${names.join(', ')}, before, after, after - before AS difference FROM (${sides}) ORDER BY ${order}`,
    values,
    toRow: (row) => row.map((value, index) => (index < names.length ? String(value) : Number(value))),
  }
}

/** `sides` selects `names`, `before` and `after`; the caller applies `order`. */
function bothSidesSql(
  { base, dataset }: PairTables,
  view: Selection & { columns: DatasetColumn[] },
): { names: string[]; sides: string; values: DuckDBValue[]; order: string } {
  const { names, counted: before } = countingSql(base, { ...view, sort: [] })
  const { counted: after } = countingSql(dataset, { ...view, sort: [] })
  const counted = names.join(', ')
  return {
    names,
    sides: `SELECT ${counted}, sum(before)::BIGINT AS before, sum(after)::BIGINT AS after FROM (
        SELECT ${counted}, total AS before, 0 AS after FROM (${before.text})
        UNION ALL SELECT ${counted}, 0, total FROM (${after.text})
      ) GROUP BY ${counted}`,
    values: [...before.values, ...after.values],
    order: `abs(after - before) DESC, greatest(after, before) DESC, ${counted}`,
  }
}
