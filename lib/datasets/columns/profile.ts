/** The profile of columns from a table in memory. */
import { selectRows } from '@/lib/datasets/columns/select'
import { countingOf } from '@/lib/datasets/columns/totals'
import {
  findCode,
  pauseAfter,
  type Column,
  type ColumnTable,
  type TableFile,
  type UnlistedColumn,
} from '@/lib/datasets/columns/table'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { listEdges } from '@/lib/datasets/model/limits/bins'
import type { ColumnProfile, DatasetProfile, NumericProfile } from '@/lib/datasets/model/profile'
import { type NumberRange, TOP_VALUES } from '@/lib/datasets/query/frequencies'
import { toMean } from '@/lib/datasets/query/histogram'
import type { Search } from '@/lib/datasets/query/selection-sql'

/** Profiles columns over the rows that a view selects, exactly. */
export async function profileTable(
  table: ColumnTable,
  { columns, ...selection }: Search & { columns: DatasetColumn[] },
  file: TableFile,
): Promise<DatasetProfile> {
  const selected = await selectRows(table, selection, file)
  const totalRows = selected === null ? table.rowCount : selected.length
  const count = countingOf(selected, table.rowCount)
  const profiles: ColumnProfile[] = []
  for (const name of columns) {
    await pauseAfter(totalRows)
    const column = table.columns[name]
    const totals = count(column)
    await pauseAfter(totals.length)
    const { distinct, top } = rankCounts(totals)
    const values = await readValues(name, column, top, file)
    profiles.push({
      column: name,
      distinct,
      top: top.map((code, index) => ({ value: values[index] as string, count: totals[code] as number })),
      ...profileTotals(column, totals, totalRows),
    })
  }
  return { totalRows, columns: profiles }
}

/** How many codes occur, and the most frequent ones, in order; ties are ordered by value, that is by code. */
function rankCounts(totals: Uint32Array): { distinct: number; top: number[] } {
  const top: number[] = []
  let [distinct, least] = [0, 0]
  for (let code = 0; code < totals.length; code += 1) {
    const total = totals[code] as number
    if (total === 0) continue
    distinct += 1
    if (total <= least) continue
    let place = top.length
    while (place > 0 && (totals[top[place - 1] as number] as number) < total) place -= 1
    top.splice(place, 0, code)
    if (top.length > TOP_VALUES) top.pop()
    if (top.length === TOP_VALUES) least = totals[top.at(-1) as number] as number
  }
  return { distinct, top }
}

async function readValues(
  name: DatasetColumn,
  column: Column | UnlistedColumn,
  codes: number[],
  file: TableFile,
): Promise<string[]> {
  const { values } = column
  if (values !== null) return codes.map((code) => values[code] as string)
  const rows = await file.readRows(codes.map((code) => column.rows[code] as number))
  return rows.map((row) => row[name])
}

function profileTotals(
  column: Column | UnlistedColumn,
  totals: Uint32Array,
  rows: number,
): Pick<ColumnProfile, 'missing' | 'numeric'> {
  const totalOf = (value: string): number => totals[findCode(column, value)] ?? 0
  const missing = {
    empty: totalOf(''),
    unknown: totalOf('unknown'),
    na: totalOf('n/a'),
    none: totalOf('none'),
  }
  const there = rows - missing.empty - missing.unknown - missing.na - missing.none
  const { numbers } = column
  const range = numbers && rangeOf(numbers, totals)
  const isNumeric = range !== null && range.count * 2 >= there
  return { missing, numeric: isNumeric && numbers ? profileNumbers(numbers, totals, range) : null }
}

function rangeOf(numbers: Float64Array, totals: Uint32Array): NumberRange | null {
  const range = { count: 0, min: Infinity, max: -Infinity }
  for (let code = 0; code < totals.length; code += 1) {
    const number = numbers[code] as number
    if (totals[code] === 0 || Number.isNaN(number)) continue
    range.count += totals[code] as number
    range.min = Math.min(range.min, number)
    range.max = Math.max(range.max, number)
  }
  // Adding zero turns -0 into 0.
  return range.count === 0 ? null : { count: range.count, min: range.min + 0, max: range.max + 0 }
}

function profileNumbers(numbers: Float64Array, totals: Uint32Array, range: NumberRange): NumericProfile {
  const edges = listEdges(range)
  const counts = new Array<number>(edges.length - 1).fill(0)
  const inner = edges.slice(1, -1)
  const sum = new ExactSum()
  const parts = new ExactSum()
  for (let code = 0; code < totals.length; code += 1) {
    const number = numbers[code] as number
    const total = totals[code] as number
    if (total === 0 || Number.isNaN(number)) continue
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
