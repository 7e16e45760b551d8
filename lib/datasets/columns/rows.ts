/** A page of rows from a table in memory. */
import { allRows, columnsOf, keepMasked, selectRows, type SelectedRows } from '@/lib/datasets/columns/select'
import { countingOf } from '@/lib/datasets/columns/totals'
import {
  findListed,
  MANY_ROWS,
  pauseAfter,
  rankCodes,
  type Column,
  type ColumnTable,
  type TableFile,
} from '@/lib/datasets/columns/table'
import type { RowsPage } from '@/lib/datasets/model/answers'
import { DATASET_COLUMNS, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Slice, Sort } from '@/lib/datasets/model/view'
import type { Search } from '@/lib/datasets/query/selection-sql'

/**
 * Reads a slice of the rows that a view selects, in the view's order; ties keep the order of the dataset. Null when texts
 * that are not in memory decide the order or, without one, which rows they are: DuckDB can stop at the last of the slice.
 */
export async function readTableRows(
  table: ColumnTable,
  { limit, offset, sort, ...selection }: Slice & Search & { sort: Sort[] },
  file: TableFile,
): Promise<RowsPage | null> {
  const keys = findListed(
    table,
    sort.map(({ column }) => column),
  )
  const isInOrder = sort.length === 0
  if (keys === null || (isInOrder && findListed(table, columnsOf(selection)) === null)) return null
  const selected = await selectRows(table, selection, file)
  const total = selected === null ? table.rowCount : selected.length
  let found: number[]
  if (selected === null && isInOrder) {
    const length = Math.max(0, Math.min(limit, total - offset))
    found = Array.from({ length }, (_, index) => offset + index)
  } else {
    const [key] = sort
    let rows = key
      ? await listFirst(table, selected, keys.get(key.column) as Column, key.descending, offset + limit)
      : (selected ?? allRows(total))
    // From the last key to the first: each pass keeps the order of what it finds equal.
    for (const { column, descending } of sort.toReversed())
      rows = await sortRows(keys.get(column) as Column, rows, descending)
    found = [...rows.subarray(offset, offset + limit)]
  }
  return {
    rows: await readFound(table, found, file),
    numbers: found.map((index) => index + 1),
    total,
    hasMore: found.length > 0 && offset + found.length < total,
  }
}

/** Rows among which are the first ones in an order by its first key: those that come after enough others are left out. */
async function listFirst(
  { rowCount }: ColumnTable,
  selected: SelectedRows,
  column: Column,
  descending: boolean,
  end: number,
): Promise<Uint32Array> {
  await pauseAfter(selected?.length ?? rowCount)
  const ranks = rankCodes(column, descending)
  const totals = countingOf(selected, rowCount)(column)
  const inOrder = new Uint32Array(ranks.length)
  for (let code = 0; code < ranks.length; code += 1) inOrder[ranks[code] as number] = totals[code] as number
  let [firstLeft, rows] = [0, 0]
  while (rows < end && firstLeft < inOrder.length) rows += inOrder[firstLeft++] as number
  const mask = new Uint8Array(ranks.length)
  for (let code = 0; code < ranks.length; code += 1) mask[code] = (ranks[code] as number) < firstLeft ? 1 : 0
  await pauseAfter(selected?.length ?? rowCount)
  return keepMasked(selected, column.codes, mask)
}

async function readFound(table: ColumnTable, found: number[], file: TableFile): Promise<DatasetRow[]> {
  const columns = findListed(table, DATASET_COLUMNS)
  if (columns === null) return file.readRows(found)
  const each = [...columns]
  return found.map((row) => {
    const cells = each.map(([name, { values, codes }]) => [name, values[codes[row] as number]])
    return Object.fromEntries(cells) as DatasetRow
  })
}

/** Counts how often each rank occurs, then puts each row where its rank begins: as many steps as rows and values. */
async function sortRows(
  column: Column,
  rows: Uint32Array,
  descending: boolean,
): Promise<Uint32Array<ArrayBuffer>> {
  await pauseAfter(rows.length)
  const { codes, values } = column
  const ranks = rankCodes(column, descending)
  const starts = new Uint32Array(values.length + 1)
  for (const row of rows) starts[(ranks[codes[row] as number] as number) + 1]! += 1
  for (let rank = 1; rank < starts.length; rank += 1) starts[rank]! += starts[rank - 1] as number
  const sorted = new Uint32Array(rows.length)
  for (let start = 0; start < rows.length; start += MANY_ROWS) {
    await pauseAfter(rows.length)
    for (const row of rows.subarray(start, start + MANY_ROWS)) {
      const rank = ranks[codes[row] as number] as number
      sorted[starts[rank] as number] = row
      starts[rank]! += 1
    }
  }
  return sorted
}
