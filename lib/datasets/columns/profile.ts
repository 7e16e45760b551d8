/** The profile of columns from a table in memory. */
import { selectRows, type SelectedRows } from '@/lib/datasets/columns/select'
import { findCode, type Column, type ColumnTable, type FoldTexts } from '@/lib/datasets/columns/table'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { listEdges } from '@/lib/datasets/model/limits/bins'
import type { ColumnProfile, DatasetProfile, NumericProfile } from '@/lib/datasets/model/profile'
import type { Selection } from '@/lib/datasets/model/view'
import { type NumberRange, TOP_VALUES } from '@/lib/datasets/query/frequencies'
import { toMean } from '@/lib/datasets/query/histogram'

/** Profiles columns over the rows that a view selects, exactly. */
export async function profileTable(
  table: ColumnTable,
  { columns, ...selection }: Selection & { columns: DatasetColumn[] },
  fold: FoldTexts,
): Promise<DatasetProfile> {
  const selected = await selectRows(table, selection, fold)
  return {
    totalRows: selected === null ? table.rowCount : selected.length,
    columns: columns.map((column) => profileColumn(column, table.columns[column], selected)),
  }
}

function profileColumn(name: DatasetColumn, column: Column, selected: SelectedRows): ColumnProfile {
  const totals = countCodes(column, selected)
  const present: number[] = []
  for (let code = 0; code < totals.length; code += 1) if (totals[code] !== 0) present.push(code)
  const totalOf = (value: string): number => totals[findCode(column, value)] ?? 0
  const missing = {
    empty: totalOf(''),
    unknown: totalOf('unknown'),
    na: totalOf('n/a'),
    none: totalOf('none'),
  }
  const rows = selected === null ? column.codes.length : selected.length
  const there = rows - missing.empty - missing.unknown - missing.na - missing.none
  const range = rangeOf(column, totals, present)
  return {
    column: name,
    distinct: present.length,
    missing,
    top: topCodes(totals, present).map((code) => ({
      value: column.values[code] as string,
      count: totals[code] as number,
    })),
    numeric:
      range !== null && range.count * 2 >= there ? profileNumbers(column, totals, present, range) : null,
  }
}

function countCodes({ values, codes }: Column, selected: SelectedRows): Uint32Array {
  const totals = new Uint32Array(values.length)
  if (selected === null) for (let row = 0; row < codes.length; row += 1) totals[codes[row] as number]! += 1
  else
    for (let index = 0; index < selected.length; index += 1)
      totals[codes[selected[index] as number] as number]! += 1
  return totals
}

/** The codes of the most frequent values, in order; ties are ordered by value, that is by code. */
function topCodes(totals: Uint32Array, present: number[]): number[] {
  const top: number[] = []
  for (const code of present) {
    const total = totals[code] as number
    if (top.length === TOP_VALUES && total <= (totals[top.at(-1) as number] as number)) continue
    let place = top.length
    while (place > 0 && (totals[top[place - 1] as number] as number) < total) place -= 1
    top.splice(place, 0, code)
    if (top.length > TOP_VALUES) top.pop()
  }
  return top
}

function rangeOf({ numbers }: Column, totals: Uint32Array, present: number[]): NumberRange | null {
  const range = { count: 0, min: Infinity, max: -Infinity }
  for (const code of present) {
    const number = numbers[code] as number
    if (Number.isNaN(number)) continue
    range.count += totals[code] as number
    range.min = Math.min(range.min, number)
    range.max = Math.max(range.max, number)
  }
  // Adding zero turns -0 into 0.
  return range.count === 0 ? null : { count: range.count, min: range.min + 0, max: range.max + 0 }
}

function profileNumbers(
  { numbers }: Column,
  totals: Uint32Array,
  present: number[],
  range: NumberRange,
): NumericProfile {
  const edges = listEdges(range)
  const counts = new Array<number>(edges.length - 1).fill(0)
  const inner = edges.slice(1, -1)
  const sum = new ExactSum()
  const parts = new ExactSum()
  for (const code of present) {
    const number = numbers[code] as number
    if (Number.isNaN(number)) continue
    const total = totals[code] as number
    counts[binOf(inner, number)]! += total
    sum.add(number * total)
    parts.add((number / range.count) * total)
  }
  return {
    ...range,
    mean: toMean(range, sum.value, parts.value),
    histogram: edges.slice(1).map((to, index) => ({
      from: edges[index] ?? to,
      to,
      count: counts[index] ?? 0,
    })),
  }
}

/** The bin of a number: how many inner edges are not above it. */
function binOf(inner: readonly number[], number: number): number {
  let bin = 0
  while (bin < inner.length && number >= (inner[bin] as number)) bin += 1
  return bin
}

/** A sum that also adds up what rounding loses (Kahan's, in Neumaier's form). */
class ExactSum {
  private sum = 0
  private lost = 0

  add(number: number): void {
    const next = this.sum + number
    this.lost += Math.abs(this.sum) >= Math.abs(number) ? this.sum - next + number : number - next + this.sum
    this.sum = next
  }

  get value(): number {
    return Number.isFinite(this.sum) ? this.sum + this.lost : this.sum
  }
}
