/** A dataset in memory, column by column: each distinct value once, and for every row the code of its value. */
import type { DatasetColumn, DatasetRow } from '@/lib/datasets/model/columns'
import { MISSING_VALUES } from '@/lib/datasets/model/view'
import type { Search } from '@/lib/datasets/query/selection-sql'
import { yieldToEventLoop } from '@/lib/timing'

/** As narrow as the number of distinct values allows. */
export type Codes = Uint8Array | Uint16Array | Uint32Array

/** The distinct values of a column. */
export interface Values {
  /** Ordered by their UTF-8 bytes, as DuckDB orders text. */
  values: readonly string[]
  /** Each value as searches compare it: without case and accents. */
  folded: readonly string[]
}

export interface Column extends Values {
  /** For each row, in the order of the dataset, the position of its value. */
  codes: Codes
  /** The number in each value, NaN where there is none. */
  numbers: Float64Array
}

/** A column of so many distinct values that these stay in the file. */
export interface UnlistedColumn {
  values: null
  /** How many distinct values there are. Codes are in their order, as above. */
  distinct: number
  codes: Uint32Array
  /** As above; null when no value has a number. */
  numbers: Float64Array | null
  /** For each code, a row that has this value. */
  rows: Uint32Array
  /** The codes of the values that mean that something is missing. */
  missing: ReadonlyMap<string, number>
}

/** How many different values a column has. */
export function distinctOf(column: Column | UnlistedColumn): number {
  return column.values === null ? column.distinct : column.values.length
}

export interface ColumnTable {
  rowCount: number
  columns: Record<DatasetColumn, Column | UnlistedColumn>
  /** What it takes in memory, roughly, in bytes. */
  byteSize: number
}

/** Removes case and accents from texts exactly as the searches in DuckDB do. */
export type FoldTexts = (texts: string[]) => Promise<string[]>

/** What a table leaves to DuckDB. */
export interface TableFile {
  fold: FoldTexts
  /** The rows that a view selects, ascending from 0. */
  findRows: (selection: Search) => Promise<Uint32Array>
  /** Rows by their numbers, from 0. */
  readRows: (numbers: number[]) => Promise<DatasetRow[]>
}

export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}

/** Compares texts by their UTF-8 bytes. */
export function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/** The code of a value; -1 for a value that the column does not have. For an unlisted column, only of missing ones. */
export function findCode(column: Column | UnlistedColumn, value: string): number {
  if (column.values === null) return column.missing.get(value) ?? -1
  const { values } = column
  let [first, end] = [0, values.length]
  while (first < end) {
    const middle = (first + end) >>> 1
    const order = compareBytes(values[middle] as string, value)
    if (order === 0) return middle
    if (order < 0) first = middle + 1
    else end = middle
  }
  return -1
}

const MISSING = new Set<string>(MISSING_VALUES)

/** Ranks that were made before, ascending and descending. They go with their column. */
const keptRanks = new WeakMap<Column, Map<boolean, Uint32Array>>()

/**
 * The position of each code in the order of a column's values: numbers by size, then other texts, missing values last in
 * either direction.
 */
export function rankCodes(column: Column, descending: boolean): Uint32Array {
  const kept = keptRanks.get(column) ?? new Map<boolean, Uint32Array>()
  const ranks = kept.get(descending) ?? makeRanks(column, descending)
  keptRanks.set(column, kept.set(descending, ranks))
  return ranks
}

function makeRanks({ values, numbers }: Column, descending: boolean): Uint32Array {
  const sign = descending ? -1 : 1
  const isMissing = Uint8Array.from(values, (value) => (MISSING.has(value) ? 1 : 0))
  const ordered = Uint32Array.from(values, (_, code) => code).sort((one, other) => {
    const missing = (isMissing[one] as number) - (isMissing[other] as number)
    if (missing !== 0) return missing
    return compareNumbers(numbers[one] as number, numbers[other] as number, sign) || sign * (one - other)
  })
  const ranks = new Uint32Array(values.length)
  for (let rank = 0; rank < ordered.length; rank += 1) ranks[ordered[rank] as number] = rank
  return ranks
}

/** What is no number comes last in either direction. */
function compareNumbers(one: number, other: number, sign: number): number {
  if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other))
  return sign * (one - other)
}

/** Columns by their names; null unless the values of all of them are in memory. */
export function findListed(
  { columns }: ColumnTable,
  names: readonly DatasetColumn[],
): Map<DatasetColumn, Column> | null {
  const found = new Map<DatasetColumn, Column>()
  for (const name of names) {
    const column = columns[name]
    if (column.values === null) return null
    found.set(name, column)
  }
  return found
}

/** Up to so many rows, loops over them do not hold up anyone, and all values are kept. */
export const MANY_ROWS = 200_000

/** Lets others have a turn between two loops over a large number of rows. */
export async function pauseAfter(rows: number): Promise<void> {
  if (rows > MANY_ROWS) await yieldToEventLoop()
}
