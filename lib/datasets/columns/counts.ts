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

/** More combinations take too long to list while others wait. */
const MOST_GROUPS = 500_000

/** More take too long to sort by a comparing function, or to number with a map. */
const MOST_COMPARED = 20_000

/** Up to so many possible combinations, each has its place in an array, which is several times as fast as a map. */
const MOST_PLACES = 4_000_000

/** For fewer rows, such an array would take longer to make and to look through than the rows themselves. */
const PLACES_PER_ROW = 20

/** Combinations of codes that occur, in the order of their codes, column by column. */
interface Groups {
  /** How many rows have each. */
  counts: ArrayLike<number>
  /** The code of each counted column in a combination. */
  codesOf: (group: number) => number[]
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
  const isByCount = isDefault(sort)
  if (!isByCount && totalGroups > MOST_COMPARED) return null
  const end = offset + limit
  const order = isByCount ? listLargest(groups.counts, end) : orderBy(columns, each, sort, groups)
  const counts = Array.from(order.slice(offset, end), (group) => {
    const count = groups.counts[group] as number
    const codes = groups.codesOf(group)
    const values = each.map((column, index) => column.values[codes[index] as number] as string)
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

/** Largest counts first: without keys, as programs ask, or with this one, as pages do. */
function isDefault([key, ...others]: CountSort[]): boolean {
  return key === undefined || (key.column === 'count' && key.descending && others.length === 0)
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
  let found = 0
  for (let key = 0; key < totals.length; key += 1) found += totals[key] === 0 ? 0 : 1
  if (found > MOST_GROUPS) return null
  const [keys, counts] = [new Uint32Array(found), new Uint32Array(found)]
  for (let key = 0, group = 0; group < found; key += 1) {
    if (totals[key] === 0) continue
    keys[group] = key
    counts[group++] = totals[key] as number
  }
  return { counts, codesOf: (group) => splitKey(keys[group] as number, columns) }
}

/** The code of each column in a key, of which the last column's makes up the lowest part. */
function splitKey(key: number, columns: Column[]): number[] {
  let rest = key
  const codes = columns.toReversed().map(({ values: { length } }) => {
    const code = rest % length
    rest = Math.floor(rest / length)
    return code
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
      if (found.size > MOST_COMPARED) return null
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
  return { counts, codesOf: (group) => codes.map((own) => own[group] as number) }
}

/** Larger counts are told apart only when they are sorted. */
const MOST_TOLD_APART = 65_536

/**
 * The groups with the largest counts, at least as many as `end` if there are, ties in their own order. They are sorted as
 * numbers, which takes no comparing function, and those that are too small are not sorted.
 */
function listLargest(counts: ArrayLike<number>, end: number): Float64Array {
  const capped = (group: number): number => Math.min(counts[group] as number, MOST_TOLD_APART)
  const occurring = new Uint32Array(MOST_TOLD_APART + 1)
  for (let group = 0; group < counts.length; group += 1) occurring[capped(group)]! += 1
  let [least, listed] = [MOST_TOLD_APART + 1, 0]
  while (least > 0 && listed < end) listed += occurring[--least] as number
  const keys = new Float64Array(listed)
  for (let group = 0, place = 0; place < listed; group += 1)
    if (capped(group) >= least) keys[place++] = group - (counts[group] as number) * counts.length
  // A key is negative, and its group is what it exceeds the last multiple by.
  return keys.sort().map((key) => ((key % counts.length) + counts.length) % counts.length)
}

/** The keys of `sort`, then the largest counts; ties keep their order, which is that of the values' bytes. */
function orderBy(
  columns: DatasetColumn[],
  each: Column[],
  sort: CountSort[],
  { counts, codesOf }: Groups,
): number[] {
  const codes = Array.from(counts, (_, group) => codesOf(group))
  const byCount = (descending: boolean) => (one: number, other: number) =>
    (descending ? -1 : 1) * ((counts[one] as number) - (counts[other] as number))
  const byRank = (column: DatasetColumn, descending: boolean) => {
    const index = columns.indexOf(column)
    const ranks = rankCodes(each[index] as Column, descending)
    const places = codes.map((own) => ranks[own[index] as number] as number)
    return (one: number, other: number) => (places[one] as number) - (places[other] as number)
  }
  const keys = sort.map(({ column, descending }) =>
    column === 'count' ? byCount(descending) : byRank(column, descending),
  )
  if (!sort.some(({ column }) => column === 'count')) keys.push(byCount(true))
  return codes
    .map((_, group) => group)
    .sort((one, other) => keys.reduce((order, key) => order || key(one, other), 0))
}
