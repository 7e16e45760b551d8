/** How many rows have each value of a column. */
import type { SelectedRows } from '@/lib/datasets/columns/select'
import { type Codes, type Column, distinctOf, type UnlistedColumn } from '@/lib/datasets/columns/table'

/** For each code of a column, how many of the selected rows have it. The result may be shared, and must not be modified. */
export type CountCodes = (column: Column | UnlistedColumn) => Uint32Array

/** Counts the selected rows or, where these are most of all, the others, whose numbers it subtracts. */
export function countingOf(selected: SelectedRows, rowCount: number): CountCodes {
  if (selected === null) return countWhole
  if (selected.length * 2 <= rowCount)
    return (column) => countCodes(column.codes, distinctOf(column), selected)
  const others = listOthers(selected, rowCount)
  return (column) => {
    const totals = countWhole(column).slice()
    for (let index = 0; index < others.length; index += 1)
      totals[column.codes[others[index] as number] as number]! -= 1
    return totals
  }
}

/** Of whole columns. They go with their column. */
const keptTotals = new WeakMap<Column | UnlistedColumn, Uint32Array>()

function countWhole(column: Column | UnlistedColumn): Uint32Array {
  const totals = keptTotals.get(column) ?? countCodes(column.codes, distinctOf(column), null)
  keptTotals.set(column, totals)
  return totals
}

/** How many of the rows have each of so many codes. */
export function countCodes(codes: Codes, distinct: number, selected: SelectedRows): Uint32Array {
  const totals = new Uint32Array(distinct)
  if (selected === null) for (let row = 0; row < codes.length; row += 1) totals[codes[row] as number]! += 1
  else
    for (let index = 0; index < selected.length; index += 1)
      totals[codes[selected[index] as number] as number]! += 1
  return totals
}

/** The rows that are not selected. */
function listOthers(selected: Uint32Array, rowCount: number): Uint32Array {
  const others = new Uint32Array(rowCount - selected.length)
  let [place, row] = [0, 0]
  for (let index = 0; index < selected.length; index += 1, row += 1)
    for (const next = selected[index] as number; row < next; row += 1) others[place++] = row
  for (; row < rowCount; row += 1) others[place++] = row
  return others
}
