/**
 * What counts as a number in a column: the one rule for sorting, comparing, histograms and profiles. The patterns mean
 * the same to JavaScript and to DuckDB (RE2). Safe to import from client components.
 */
import type { DatasetColumn } from '@/lib/datasets/types'
import { formatNumber } from '@/lib/format'

/** Commas count only between groups of three digits: `1,358` is 1358, and `78,2` and `0,500` are text. */
const UNSIGNED = String.raw`(?:(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`
const BLANKS = String.raw`[ \t-\r]*`

/** A value that is a number; the first group is what to read, once its commas are gone. */
export const NUMBER_PATTERN = `^${BLANKS}([+-]?${UNSIGNED})${BLANKS}$`

/** A year: the number, then the first letter of its era. Years without an era have no place on the time line. */
export const YEAR_PATTERN = `^${BLANKS}(${UNSIGNED})${BLANKS}([ABab])[Bb][Yy]${BLANKS}$`

const NUMBER = new RegExp(NUMBER_PATTERN)
const YEAR = new RegExp(YEAR_PATTERN)

/** Columns that are compared as numbers only. Others hold names, of which some may happen to be numbers. */
const NUMERIC: readonly DatasetColumn[] = ['height', 'mass', 'birth_year']

export function isNumericColumn(column: DatasetColumn): boolean {
  return NUMERIC.includes(column)
}

/**
 * The number that a text is in a column, or null. In `birth_year` it is a place on the time line, in years after the
 * battle of Yavin: `19BBY` is -19 and `4ABY` is 4.
 */
export function readNumber(column: DatasetColumn, text: string): number | null {
  const [, digits, era] = (column === 'birth_year' ? YEAR : NUMBER).exec(text) ?? []
  const number = digits === undefined ? NaN : Number(digits.replaceAll(',', ''))
  if (!Number.isFinite(number)) return null
  // Subtracting instead of negating never gives -0.
  return era?.toUpperCase() === 'B' ? 0 - number : number
}

/** A number as a value of the column, for an address: `readNumber` gives exactly this number back. */
export function writeNumber(column: DatasetColumn, number: number): string {
  return column === 'birth_year' ? `${Math.abs(number)}${number > 0 ? 'ABY' : 'BBY'}` : String(number)
}

/** A number of the column, rounded for people: "1,358", "41.9 BBY" */
export function formatColumnNumber(column: DatasetColumn, number: number): string {
  if (column !== 'birth_year') return formatNumber(number)
  return `${formatNumber(Math.abs(number))} ${number > 0 ? 'ABY' : 'BBY'}`
}
