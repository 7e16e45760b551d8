/** A dataset in memory, column by column: each distinct value once, and for every row the code of its value. */
import type { DatasetColumn, DatasetRow } from '@/lib/datasets/model/columns'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { readNumber } from '@/lib/datasets/model/numbers'
import { MISSING_VALUES } from '@/lib/datasets/model/view'

/** As narrow as the number of distinct values allows. */
export type Codes = Uint8Array | Uint16Array | Uint32Array

export interface Column {
  /** The distinct values, ordered by their UTF-8 bytes, as DuckDB orders text. A code is a position in here. */
  values: readonly string[]
  /** The code of each row, in the order of the dataset. */
  codes: Codes
  /** The number in each value, NaN where there is none. */
  numbers: Float64Array
  /** Each value as searches compare it: without case and accents. */
  folded: readonly string[]
}

export interface ColumnTable {
  rowCount: number
  columns: Record<DatasetColumn, Column>
  /** What it takes in memory, roughly, in bytes. */
  byteSize: number
}

/** What a string costs besides its characters, in bytes. */
const STRING_OVERHEAD = 24

/** Removes case and accents from texts exactly as the searches in DuckDB do. */
export type FoldTexts = (texts: string[]) => Promise<string[]>

/** Collects rows, and makes a table of them. */
export class TableBuilder {
  private readonly codesOf = DATASET_COLUMNS.map(() => new Map<string, number>())
  private readonly rows: number[][] = DATASET_COLUMNS.map(() => [])

  /** @param row the values in the order of DATASET_COLUMNS */
  add(row: readonly string[]): void {
    for (let index = 0; index < DATASET_COLUMNS.length; index += 1) {
      const value = row[index] as string
      const codes = this.codesOf[index] as Map<string, number>
      let code = codes.get(value)
      if (code === undefined) codes.set(value, (code = codes.size))
      this.rows[index]?.push(code)
    }
  }

  async finish(fold: FoldTexts): Promise<ColumnTable> {
    const columns: Partial<Record<DatasetColumn, Column>> = {}
    let byteSize = 0
    for (const [index, name] of DATASET_COLUMNS.entries()) {
      const found = [...(this.codesOf[index]?.keys() ?? [])]
      const column = await toColumn(name, found, this.rows[index] ?? [], fold)
      columns[name] = column
      byteSize += column.codes.byteLength + column.numbers.byteLength + sizeOf(column)
    }
    return {
      rowCount: this.rows[0]?.length ?? 0,
      columns: columns as Record<DatasetColumn, Column>,
      byteSize,
    }
  }
}

async function toColumn(
  name: DatasetColumn,
  found: string[],
  rows: number[],
  fold: FoldTexts,
): Promise<Column> {
  const values = sortByBytes([...found])
  const position = new Map(values.map((value, code) => [value, code]))
  const recoded = found.map((value) => position.get(value) ?? 0)
  const codes = makeCodes(values.length, rows.length)
  for (let row = 0; row < rows.length; row += 1) codes[row] = recoded[rows[row] as number] as number
  return {
    values,
    codes,
    numbers: Float64Array.from(values, (value) => readNumber(name, value) ?? NaN),
    folded: await foldAll(values, fold),
  }
}

/** ASCII is folded here; the few other texts by DuckDB, whose rules for Unicode are not JavaScript's. */
async function foldAll(values: readonly string[], fold: FoldTexts): Promise<string[]> {
  const others = values.filter((value) => !isAscii(value))
  const answers = others.length === 0 ? [] : await fold(others)
  let next = 0
  return values.map((value) => {
    if (!isAscii(value)) return answers[next++] as string
    const lower = value.toLowerCase()
    return lower === value ? value : lower
  })
}

export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}

/** Orders texts by their UTF-8 bytes. JavaScript orders UTF-16 units, which differs only where there are surrogates. */
function sortByBytes(texts: string[]): string[] {
  return texts.some((text) => /[\ud800-\udfff]/.test(text)) ? texts.sort(compareBytes) : texts.sort()
}

/** Compares texts by their UTF-8 bytes. */
export function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/** The code of a value; -1 for a value that the column does not have. */
export function findCode({ values }: Column, value: string): number {
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

function makeCodes(distinct: number, rows: number): Codes {
  if (distinct <= 2 ** 8) return new Uint8Array(rows)
  return distinct <= 2 ** 16 ? new Uint16Array(rows) : new Uint32Array(rows)
}

function sizeOf({ values, folded }: Column): number {
  // Ranks may be added, in both directions.
  let size = values.length * 2 * Uint32Array.BYTES_PER_ELEMENT
  for (let code = 0; code < values.length; code += 1) {
    const value = values[code] as string
    size += value.length + STRING_OVERHEAD
    if (folded[code] !== value) size += value.length + STRING_OVERHEAD
  }
  return size
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

/** The row at an index, from 0. */
export function rowAt({ columns }: ColumnTable, index: number): DatasetRow {
  const row: Partial<DatasetRow> = {}
  for (const name of DATASET_COLUMNS) {
    const { values, codes } = columns[name]
    row[name] = values[codes[index] as number] as string
  }
  return row as DatasetRow
}
