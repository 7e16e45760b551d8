import 'server-only'
import type { DuckDBValue } from '@duckdb/node-api'
import { readChangeList, sideOf } from '@/lib/datasets/compare/change-list'
import { findDifferences } from '@/lib/datasets/compare/fingerprints'
import { assertComparable, type Pair, readBothIntact } from '@/lib/datasets/compare/pair'
import { DATASET_COLUMNS, type DatasetColumn, type DatasetRow } from '@/lib/datasets/model/columns'
import { type Change, CHANGES, type ChangesPage, type RowChange } from '@/lib/datasets/model/comparison'
import type { Selection, Slice, Sort } from '@/lib/datasets/model/view'
import { selectionSql, type Sql, valueOrderSql } from '@/lib/datasets/query/selection-sql'

/** Which changes to list. A row is selected when it matches before or after the change. */
export interface ChangesView extends Selection {
  sort: Sort[]
  /** Kinds of changes; empty for all. */
  change: readonly Change[]
  /** Only rows whose value of this column changed. */
  changed: DatasetColumn | null
  /** Of these rows, only those whose value was `old`, and is `new`; null for any. */
  old: string | null
  new: string | null
}

/**
 * A slice of the rows that differ, ordered by SWAPI's number unless sorted otherwise, by the value after the change.
 * @throws AppError `invalid`, `not_ready`, `damaged`, or a limit of queries
 */
export async function listChanges(
  pair: Pair,
  { limit, offset, ...view }: ChangesView & Slice,
  signal?: AbortSignal,
): Promise<ChangesPage> {
  assertComparable(pair)
  return readBothIntact(pair, async () => {
    if ((await findDifferences(pair, signal)).length === 0) return { changes: [], total: 0, hasMore: false }
    return readChangeList(
      pair,
      async (table, rows) => {
        const { text, values, order } = changesSql(table, view)
        const found = await rows(
          `SELECT page.*, totals.total FROM (SELECT count(*) AS total FROM (${text})) AS totals
           LEFT JOIN (${text} LIMIT ? OFFSET ?) AS page ON TRUE ORDER BY ${order}`,
          [...values, ...values, BigInt(limit), BigInt(offset)],
        )
        // A page past the end is a single row with only the total.
        const changes = found.filter(({ change }) => change !== null).map(toRowChange)
        const total = Number(found[0]?.total ?? 0)
        return { changes, total, hasMore: changes.length > 0 && offset + changes.length < total }
      },
      signal,
    )
  })
}

/** The selected changes of a change list, in order; `order` is the order alone. */
export function changesSql(table: string, view: ChangesView): Sql & { order: string } {
  const conditions = [changeSql(view), changedSql(view), touchedSql(table, view)].filter(
    (one) => one !== null,
  )
  const order = [...view.sort.map((key) => valueOrderSql(key, valueNow(key.column))), 'swapi_id'].join(', ')
  const where = conditions.map(({ text }) => `(${text})`).join(' AND ') || 'TRUE'
  return {
    text: `SELECT * FROM ${table} WHERE ${where} ORDER BY ${order}`,
    values: conditions.flatMap(({ values }) => values),
    order,
  }
}

/** The value after the change, or before it for a row that was removed. */
function valueNow(column: DatasetColumn): string {
  return `coalesce(${sideOf('after', column)}, ${sideOf('before', column)})`
}

function changeSql({ change }: ChangesView): Sql | null {
  if (change.length === 0 || change.length === CHANGES.length) return null
  return { text: `change IN (${change.map(() => '?').join(', ')})`, values: [...change] }
}

function changedSql({ changed, old, new: now }: ChangesView): Sql | null {
  if (changed === null) return null
  const [before, after] = [sideOf('before', changed), sideOf('after', changed)]
  const values: DuckDBValue[] = []
  let text = `change = 'changed' AND ${before} IS DISTINCT FROM ${after}`
  for (const [side, value] of [
    [before, old],
    [after, now],
  ] as const) {
    if (value === null) continue
    text += ` AND ${side} = ?`
    values.push(value)
  }
  return { text, values }
}

/** Rows that match the selection before or after the change. */
function touchedSql(table: string, selection: Selection): Sql | null {
  if (selection.filters.length === 0 && selection.q === '') return null
  const where = selectionSql(selection)
  const sides = (['before', 'after'] as const).map((side) => {
    const columns = DATASET_COLUMNS.map((column) => `${sideOf(side, column)} AS ${column}`)
    const isThere = side === 'before' ? `change <> 'added'` : `change <> 'removed'`
    return `SELECT swapi_id, ${columns.join(', ')} FROM ${table} WHERE ${isThere}`
  })
  return {
    text: `swapi_id IN (SELECT swapi_id FROM (${sides.join(' UNION ALL ')}) WHERE ${where.text})`,
    values: where.values,
  }
}

function toRowChange(found: Record<string, DuckDBValue>): RowChange {
  const sideIn = (side: 'before' | 'after'): DatasetRow =>
    Object.fromEntries(
      DATASET_COLUMNS.map((column) => [column, String(found[`${side}_${column}`])]),
    ) as DatasetRow
  const change = found.change as Change
  return {
    change,
    id: Number(found.swapi_id),
    before: change === 'added' ? null : sideIn('before'),
    after: change === 'removed' ? null : sideIn('after'),
  }
}
