import 'server-only'
import { readChangeList, sideOf } from '@/lib/datasets/compare/change-list'
import { findDifferences } from '@/lib/datasets/compare/fingerprints'
import {
  assertComparable,
  comparedColumns,
  type Pair,
  pairKey,
  readBothIntact,
} from '@/lib/datasets/compare/pair'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { Change, ColumnChanges, ComparisonSummary } from '@/lib/datasets/model/comparison'
import { SharedWork } from '@/lib/datasets/query/shared-work'
import type { ReadRows } from '@/lib/duckdb/lanes'

/** How many replacements of a column are listed. */
const PAIRS_SHOWN = 5

/** Each takes a few kilobytes. */
const summaries = new SharedWork<ComparisonSummary>(100)

/**
 * Compares two datasets: how many rows were added, removed and changed, and what changed in which column. `signal` stops
 * the work unless others wait for it too.
 * @throws AppError `invalid`, `not_ready`, `damaged`, or a limit of queries
 */
export async function summarizeChanges(pair: Pair, signal?: AbortSignal): Promise<ComparisonSummary> {
  assertComparable(pair)
  return readBothIntact(pair, () =>
    summaries.get(
      pairKey(pair),
      async (stop) => {
        if ((await findDifferences(pair, stop)).length === 0) return nothingChanged(pair)
        return readChangeList(pair, (table, rows) => count(table, rows, pair), stop)
      },
      signal,
    ),
  )
}

function nothingChanged(pair: Pair): ComparisonSummary {
  const columns = comparedColumns(pair).map((column) => ({ column, cells: 0, pairs: [] }))
  return { added: 0, removed: 0, changed: 0, same: pair.dataset.rowCount, cells: 0, columns }
}

async function count(table: string, rows: ReadRows, pair: Pair): Promise<ComparisonSummary> {
  const found = await rows(`SELECT change, count(*) AS total FROM ${table} GROUP BY change`)
  const totals = new Map(found.map(({ change, total }) => [String(change), Number(total)]))
  const of = (change: Change): number => totals.get(change) ?? 0
  const columns: ColumnChanges[] = []
  for (const column of comparedColumns(pair)) columns.push(await countColumn(table, rows, column))
  return {
    added: of('added'),
    removed: of('removed'),
    changed: of('changed'),
    same: pair.dataset.rowCount - of('added') - of('changed'),
    cells: columns.reduce((sum, { cells }) => sum + cells, 0),
    columns,
  }
}

async function countColumn(table: string, rows: ReadRows, column: DatasetColumn): Promise<ColumnChanges> {
  const [before, after] = [sideOf('before', column), sideOf('after', column)]
  const pairs = await rows(
    `SELECT ${before} AS old, ${after} AS new, count(*) AS total, (sum(count(*)) OVER ())::BIGINT AS cells
     FROM ${table} WHERE change = 'changed' AND ${before} IS DISTINCT FROM ${after}
     GROUP BY ALL ORDER BY total DESC, old, new LIMIT ${PAIRS_SHOWN}`,
  )
  return {
    column,
    cells: Number(pairs[0]?.cells ?? 0),
    pairs: pairs.map((pair) => ({ old: String(pair.old), new: String(pair.new), count: Number(pair.total) })),
  }
}
