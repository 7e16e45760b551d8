/**
 * What counts as a number in a column: the one rule for sorting, comparing, histograms and profiles. The
 * patterns have the same meaning in JavaScript and in DuckDB (RE2). Safe to import from client components.
 */
import { type DatasetColumn, kindOf } from '@/lib/datasets/model/columns'
import { formatNumber } from '@/lib/format'

/** Commas count only between groups of three digits: `1,358` is 1358, and `78,2` and `0,500` are text. */
const UNSIGNED = String.raw`(?:(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`
const BLANKS = String.raw`[ \t-\r]*`

/** Matches a number; the first group is what to parse after removing its commas. */
export const NUMBER_PATTERN = `^${BLANKS}([+-]?${UNSIGNED})${BLANKS}$`

/** Matches a year as its number and the first letter of its era, without which it has no place in time. */
export const YEAR_PATTERN = `^${BLANKS}(${UNSIGNED})${BLANKS}([ABab])[Bb][Yy]${BLANKS}$`

const NUMBER = new RegExp(NUMBER_PATTERN)
const YEAR = new RegExp(YEAR_PATTERN)

/** True for columns compared only as numbers. Others hold names, some of which may happen to be numbers. */
export function isNumericColumn(column: DatasetColumn): boolean {
  return kindOf(column) === 'number' || kindOf(column) === 'year'
}

/**
 * Reads a column's text as a number; null when it is not one. A year is a position on the timeline, in years after the
 * Battle of Yavin: `19BBY` is -19 and `4ABY` is 4.
 */
export function readNumber(column: DatasetColumn, text: string): number | null {
  const [, digits, era] = (kindOf(column) === 'year' ? YEAR : NUMBER).exec(text) ?? []
  const number = digits === undefined ? NaN : Number(digits.replaceAll(',', ''))
  if (!Number.isFinite(number)) return null
  // Subtracting instead of negating avoids -0.
  return era?.toUpperCase() === 'B' ? 0 - number : number
}

/** Writes a number as a value of the column, for a URL: `readNumber` returns exactly this number. */
export function writeNumber(column: DatasetColumn, number: number): string {
  return kindOf(column) === 'year' ? `${Math.abs(number)}${number > 0 ? 'ABY' : 'BBY'}` : String(number)
}

/** Formats a number of the column, rounded for display: "1,358", "41.9 BBY" */
export function formatColumnNumber(column: DatasetColumn, number: number): string {
  if (kindOf(column) !== 'year') return formatNumber(number)
  return `${formatNumber(Math.abs(number))} ${number > 0 ? 'ABY' : 'BBY'}`
}
