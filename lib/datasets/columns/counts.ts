/** Counts of value combinations from a table in memory. */
import { allRows, selectRows } from '@/lib/datasets/columns/select'
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

/** Combinations of codes, column by column, and how many rows have each. */
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
  const rows = selected ?? allRows(table.rowCount)
  const each = [...counted.values()]
  const groups = await groupRows(rows, each)
  if (groups === null) return null
  const totalGroups = groups.counts.length
  const order = Array.from({ length: totalGroups }, (_, group) => group)
  order.sort(comparing(columns, each, sort, groups))
  const counts = order.slice(offset, offset + limit).map((group) => {
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

/** Numbers the combinations of the first column, then of the first two, and so on: no number exceeds rows times values. */
async function groupRows(rows: Uint32Array, columns: Column[]): Promise<Groups | null> {
  let groupOf = new Uint32Array(rows.length)
  let codes: number[][] = []
  let size = 1
  for (const column of columns) {
    await pauseAfter(rows.length)
    const distinct = column.values.length
    const places = size * distinct <= MOST_PLACES ? new Uint16Array(size * distinct) : null
    if (places === null && rows.length > MANY_ROWS) return null
    const others = new Map<number, number>()
    const next = new Uint32Array(rows.length)
    const keys: number[] = []
    for (let index = 0; index < rows.length; index += 1) {
      const key = (groupOf[index] as number) * distinct + (column.codes[rows[index] as number] as number)
      // From 1, because the places are zero at first.
      let group = places === null ? (others.get(key) ?? 0) : (places[key] as number)
      if (group === 0) {
        if (keys.length === MOST_GROUPS) return null
        group = keys.push(key)
        if (places === null) others.set(key, group)
        else places[key] = group
      }
      next[index] = group - 1
    }
    codes = [
      ...codes.map((before) => keys.map((key) => before[Math.floor(key / distinct)] as number)),
      keys.map((key) => key % distinct),
    ]
    groupOf = next
    size = keys.length
  }
  const counts = new Array<number>(rows.length === 0 ? 0 : size).fill(0)
  for (const group of groupOf) counts[group]! += 1
  return { codes, counts }
}

/** The keys of `sort`, then the largest counts, then the other columns' values by their bytes. */
function comparing(
  columns: DatasetColumn[],
  each: Column[],
  sort: CountSort[],
  { codes, counts }: Groups,
): (one: number, other: number) => number {
  const byCount = (descending: boolean) => (one: number, other: number) =>
    (descending ? -1 : 1) * ((counts[one] as number) - (counts[other] as number))
  const byCode = (column: DatasetColumn, ranks?: Uint32Array) => {
    const own = codes[columns.indexOf(column)] ?? []
    const place = ranks === undefined ? own : own.map((code) => ranks[code] as number)
    return (one: number, other: number) => (place[one] as number) - (place[other] as number)
  }
  const isKey = (name: CountSort['column']): boolean => sort.some(({ column }) => column === name)
  const keys = [
    ...sort.map(({ column, descending }) =>
      column === 'count'
        ? byCount(descending)
        : byCode(column, rankCodes(each[columns.indexOf(column)] as Column, descending)),
    ),
    ...(isKey('count') ? [] : [byCount(true)]),
    ...columns.filter((column) => !isKey(column)).map((column) => byCode(column)),
  ]
  return (one, other) => {
    for (const key of keys) {
      const order = key(one, other)
      if (order !== 0) return order
    }
    return 0
  }
}
