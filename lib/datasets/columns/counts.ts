/** Counts of value combinations from a table in memory. */
import { allRows, selectRows, type SelectedRows } from '@/lib/datasets/columns/select'
import { countCodes, countingOf } from '@/lib/datasets/columns/totals'
import {
  MANY_ROWS,
  findListed,
  pauseAfter,
  rankCodes,
  type Column,
  type ColumnTable,
  type TableFile,
} from '@/lib/datasets/columns/table'
import type { CountsPage } from '@/lib/datasets/model/answers'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { CountSort, Slice } from '@/lib/datasets/model/view'
import type { Search } from '@/lib/datasets/query/selection-sql'

/** More combinations take too long to sort while others wait. */
const MOST_GROUPS = 20_000

/** Up to so many possible combinations, each has its place in an array, which is several times as fast as a map. */
const MOST_PLACES = 4_000_000

/** For fewer rows, such an array would take longer to make and to look through than the rows themselves. */
const PLACES_PER_ROW = 20

/** Combinations of codes that occur, in the order of their codes, column by column, and how many rows have each. */
interface Groups {
  /** For each counted column, the code of each combination. */
  codes: number[][]
  counts: number[]
}

/**
 * Counts combinations over the rows that a view selects; null when there are too many for this way of counting, or when
 * their texts are not in memory.
 */
export async function countTableValues(
  table: ColumnTable,
  {
    columns,
    limit,
    offset,
    sort,
    ...selection
  }: Slice & Search & { columns: DatasetColumn[]; sort: CountSort[] },
  file: TableFile,
): Promise<CountsPage | null> {
  const counted = findListed(table, columns)
  if (counted === null) return null
  const selected = await selectRows(table, selection, file)
  const totalRows = selected === null ? table.rowCount : selected.length
  if (columns.length === 0) return { columns, counts: [], totalGroups: 0, totalRows, hasMore: false }
  const each = [...counted.values()]
  const groups = await groupRows(selected, totalRows, each)
  if (groups === null) return null
  const totalGroups = groups.counts.length
  const order = sort.length === 0 ? orderByCount(groups.counts) : orderBy(columns, each, sort, groups)
  const counts = Array.from(order.slice(offset, offset + limit), (group) => {
    const count = groups.counts[group] as number
    const values = each.map(
      (column, index) => column.values[groups.codes[index]?.[group] as number] as string,
    )
    return { values, count, share: count / totalRows }
  })
  return {
    columns,
    counts,
    totalGroups,
    totalRows,
    hasMore: counts.length > 0 && offset + counts.length < totalGroups,
  }
}

async function groupRows(selected: SelectedRows, rows: number, columns: Column[]): Promise<Groups | null> {
  const places = columns.reduce((product, { values }) => product * values.length, 1)
  if (places <= Math.min(MOST_PLACES, PLACES_PER_ROW * rows))
    return listGroups(await countPlaces(selected, rows, columns, places), columns)
  return rows > MANY_ROWS ? null : groupFew(selected ?? allRows(rows), columns)
}

/** How many rows have each possible combination. */
async function countPlaces(
  selected: SelectedRows,
  rows: number,
  columns: Column[],
  places: number,
): Promise<Uint32Array> {
  await pauseAfter(rows)
  const [only, ...others] = columns
  if (only && others.length === 0) return countingOf(selected, only.codes.length)(only)
  const keys = new Uint32Array(rows)
  for (const { codes, values } of columns) {
    const { length } = values
    if (selected === null)
      for (let row = 0; row < rows; row += 1)
        keys[row] = (keys[row] as number) * length + (codes[row] as number)
    else
      for (let index = 0; index < rows; index += 1)
        keys[index] = (keys[index] as number) * length + (codes[selected[index] as number] as number)
    await pauseAfter(rows)
  }
  return countCodes(keys, places, null)
}

/** The combinations with rows; null when they are too many. */
function listGroups(totals: Uint32Array, columns: Column[]): Groups | null {
  const keys: number[] = []
  for (let key = 0; key < totals.length; key += 1) {
    if (totals[key] === 0) continue
    if (keys.length === MOST_GROUPS) return null
    keys.push(key)
  }
  return { codes: splitKeys(keys, columns), counts: keys.map((key) => totals[key] as number) }
}

/** The code of each column in each key, of which the last column's makes up the lowest part. */
function splitKeys(keys: number[], columns: Column[]): number[][] {
  let rest = keys
  const codes = columns.toReversed().map(({ values: { length } }) => {
    const own = rest.map((key) => key % length)
    rest = rest.map((key) => Math.floor(key / length))
    return own
  })
  return codes.reverse()
}

/** Numbers the combinations of the first column, then of the first two, and so on: no number exceeds rows times values. */
function groupFew(rows: Uint32Array, columns: Column[]): Groups | null {
  const groupOf = new Float64Array(rows.length)
  let codes: number[][] = []
  for (const column of columns) {
    const distinct = column.values.length
    const found = new Set<number>()
    for (let index = 0; index < rows.length; index += 1) {
      const key = (groupOf[index] as number) * distinct + (column.codes[rows[index] as number] as number)
      groupOf[index] = key
      found.add(key)
      if (found.size > MOST_GROUPS) return null
    }
    const keys = [...Float64Array.from(found).sort()]
    const places = new Map(keys.map((key, place) => [key, place]))
    for (let index = 0; index < rows.length; index += 1)
      groupOf[index] = places.get(groupOf[index] as number) as number
    codes = [
      ...codes.map((before) => keys.map((key) => before[Math.floor(key / distinct)] as number)),
      keys.map((key) => key % distinct),
    ]
  }
  const counts = new Array<number>(codes[0]?.length ?? 0).fill(0)
  for (const group of groupOf) counts[group]! += 1
  return { codes, counts }
}

/** Groups with the largest counts first, ties in their own order: sorted as numbers, which takes no comparing function. */
function orderByCount(counts: number[]): Float64Array {
  const most = counts.reduce((one, other) => Math.max(one, other), 0)
  const keys = Float64Array.from(counts, (count, group) => (most - count) * counts.length + group)
  return keys.sort().map((key) => key % counts.length)
}

/** The keys of `sort`, then the largest counts; ties keep their order, which is that of the values' bytes. */
function orderBy(
  columns: DatasetColumn[],
  each: Column[],
  sort: CountSort[],
  { codes, counts }: Groups,
): number[] {
  const byCount = (descending: boolean) => (one: number, other: number) =>
    (descending ? -1 : 1) * ((counts[one] as number) - (counts[other] as number))
  const byRank = (column: DatasetColumn, descending: boolean) => {
    const index = columns.indexOf(column)
    const ranks = rankCodes(each[index] as Column, descending)
    const places = (codes[index] ?? []).map((code) => ranks[code] as number)
    return (one: number, other: number) => (places[one] as number) - (places[other] as number)
  }
  const keys = sort.map(({ column, descending }) =>
    column === 'count' ? byCount(descending) : byRank(column, descending),
  )
  if (!sort.some(({ column }) => column === 'count')) keys.push(byCount(true))
  return counts
    .map((_, group) => group)
    .sort((one, other) => keys.reduce((order, key) => order || key(one, other), 0))
}
