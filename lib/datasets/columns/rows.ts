/** A page of rows from a table in memory. */
import { allRows, selectRows, type SelectedRows } from '@/lib/datasets/columns/select'
import { rankCodes, rowAt, type ColumnTable, type FoldTexts } from '@/lib/datasets/columns/table'
import type { RowsPage } from '@/lib/datasets/model/answers'
import type { Selection, Slice, Sort } from '@/lib/datasets/model/view'

/** Reads a slice of the rows that a view selects, in the view's order; ties keep the order of the dataset. */
export async function readTableRows(
  table: ColumnTable,
  { limit, offset, sort, ...selection }: Slice & Selection & { sort: Sort[] },
  fold: FoldTexts,
): Promise<RowsPage> {
  const selected = await selectRows(table, selection, fold)
  const total = selected === null ? table.rowCount : selected.length
  const found = sliceOf(table, selected, sort, { limit, offset })
  return {
    rows: found.map((index) => rowAt(table, index)),
    numbers: found.map((index) => index + 1),
    total,
    hasMore: found.length > 0 && offset + found.length < total,
  }
}

function sliceOf(
  table: ColumnTable,
  selected: SelectedRows,
  sort: Sort[],
  { limit, offset }: Slice,
): number[] {
  if (selected === null && sort.length === 0) {
    const length = Math.max(0, Math.min(limit, table.rowCount - offset))
    return Array.from({ length }, (_, index) => offset + index)
  }
  let rows = selected ?? allRows(table.rowCount)
  // From the last key to the first: each pass keeps the order of what it finds equal.
  for (const key of sort.toReversed()) rows = sortRows(table, rows, key)
  return [...rows.subarray(offset, offset + limit)]
}

/** Counts how often each rank occurs, then puts each row where its rank begins: as many steps as rows and values. */
function sortRows(
  { columns }: ColumnTable,
  rows: Uint32Array,
  { column, descending }: Sort,
): Uint32Array<ArrayBuffer> {
  const { codes, values } = columns[column]
  const ranks = rankCodes(columns[column], descending)
  const starts = new Uint32Array(values.length + 1)
  for (const row of rows) starts[(ranks[codes[row] as number] as number) + 1]! += 1
  for (let rank = 1; rank < starts.length; rank += 1) starts[rank]! += starts[rank - 1] as number
  const sorted = new Uint32Array(rows.length)
  for (const row of rows) {
    const rank = ranks[codes[row] as number] as number
    sorted[starts[rank] as number] = row
    starts[rank]! += 1
  }
  return sorted
}
