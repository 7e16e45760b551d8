/** How often each value of a column occurs, and summaries of that. */
import 'server-only'
import { columnsOfKind, type DatasetColumn } from '@/lib/datasets/model/columns'
import type { ColumnProfile, NumericProfile } from '@/lib/datasets/model/profile'
import { numberSql, type Sql } from '@/lib/datasets/query/selection-sql'
import { quoteName, quoteText, type ReadRows } from '@/lib/duckdb/lanes'

/** The numbers of a column: how many rows have one, and their range. */
export type NumberRange = Pick<NumericProfile, 'count' | 'min' | 'max'>

export interface Summary extends Pick<ColumnProfile, 'distinct' | 'top' | 'missing'> {
  rows: number
  /** Null when there is no number. */
  numbers: NumberRange | null
}

/** How many of the most frequent values a profile has. */
export const TOP_VALUES = 10

/**
 * The temporary table of frequencies: every distinct value of some columns, with its `"column"`, its `number`
 * if it is one, and the `total` of rows that have it. So text is converted to a number once per value instead
 * of per row.
 */
export const FREQUENCIES = 'frequencies'

/**
 * Counts the values of columns into the table of frequencies, in one pass over the rows.
 * @param areFew whether there are only a few thousand rows, for which one count of all columns is faster than
 * one each
 */
export async function countFrequencies(
  read: ReadRows,
  columns: DatasetColumn[],
  rows: Sql,
  areFew: boolean,
): Promise<void> {
  const counted = areFew ? countTogetherSql(columns, rows.text) : countApartSql(columns, rows.text)
  const years = columnsOfKind('year')
    .filter((column) => columns.includes(column))
    .map((column) => `WHEN ${quoteText(column)} THEN ${numberSql(column, 'value')}`)
  const [anyNumber] = columnsOfKind('number')
  const plain = anyNumber === undefined ? 'NULL' : numberSql(anyNumber, 'value')
  const number = years.length === 0 ? plain : `CASE "column" ${years.join(' ')} ELSE ${plain} END`
  await read(
    `CREATE OR REPLACE TEMP TABLE ${FREQUENCIES} AS
     SELECT "column", value, total, ${number} AS number FROM (${counted})`,
    rows.values,
  )
}

/** Frees memory: a table is dropped as soon as it has been read. */
export async function dropFrequencies(read: ReadRows): Promise<void> {
  await read(`DROP TABLE ${FREQUENCIES}`)
}

function countTogetherSql(columns: DatasetColumn[], rows: string): string {
  const names = columns.map(quoteName).join(', ')
  return `SELECT "column", value, count(*) AS total
    FROM (SELECT ${names} FROM ${rows}) UNPIVOT (value FOR "column" IN (${names})) GROUP BY ALL`
}

/** In a row that counts one column the others are NULL; values themselves are never NULL. */
function countApartSql(columns: DatasetColumn[], rows: string): string {
  const names = columns.map(quoteName)
  const column = columns.map((one) => `WHEN ${quoteName(one)} IS NOT NULL THEN ${quoteText(one)}`)
  return `SELECT CASE ${column.join(' ')} END AS "column", coalesce(${names.join(', ')}) AS value, total
    FROM (SELECT ${names.join(', ')}, count(*) AS total FROM ${rows}
          GROUP BY GROUPING SETS (${names.map((name) => `(${name})`).join(', ')}))`
}

/** Summarizes the columns in the table of frequencies; columns without rows are not in the result. */
export async function summarizeFrequencies(read: ReadRows): Promise<Map<string, Summary>> {
  const rowsWith = (value: string): string => `coalesce(sum(total) FILTER (value = ${quoteText(value)}), 0)`
  const facts = await read(
    `SELECT * EXCLUDE (top), unnest(top, recursive := true) FROM (
       SELECT "column", sum(total) AS rows, count(*) AS "distinct",
         ${rowsWith('')} AS empty, ${rowsWith('unknown')} AS "unknown", ${rowsWith('n/a')} AS na,
         ${rowsWith('none')} AS "none", min(number) AS smallest, max(number) AS largest,
         coalesce(sum(total) FILTER (number IS NOT NULL), 0) AS numbers,
         min({'minus': -total, 'value': value}, ${TOP_VALUES}) AS top
       FROM ${FREQUENCIES} GROUP BY "column"
     )`,
  )
  const summaries = new Map<string, Summary>()
  for (const row of facts) {
    const number = (name: string): number => Number(row[name])
    const summary = summaries.get(String(row.column)) ?? {
      rows: number('rows'),
      distinct: number('distinct'),
      missing: {
        empty: number('empty'),
        unknown: number('unknown'),
        na: number('na'),
        none: number('none'),
      },
      // Adding zero turns -0 into 0.
      numbers:
        number('numbers') === 0
          ? null
          : { count: number('numbers'), min: number('smallest') + 0, max: number('largest') + 0 },
      top: [],
    }
    summary.top.push({ value: String(row.value), count: -number('minus') })
    summaries.set(String(row.column), summary)
  }
  for (const { top } of summaries.values()) top.sort(byCountThenValue)
  return summaries
}

export const NOTHING: Summary = {
  rows: 0,
  distinct: 0,
  missing: { empty: 0, unknown: 0, na: 0, none: 0 },
  numbers: null,
  top: [],
}

/** Merges the summaries of two shares of a column that have no values in common. */
export function mergeSummaries(a: Summary, b: Summary): Summary {
  return {
    rows: a.rows + b.rows,
    distinct: a.distinct + b.distinct,
    missing: {
      empty: a.missing.empty + b.missing.empty,
      unknown: a.missing.unknown + b.missing.unknown,
      na: a.missing.na + b.missing.na,
      none: a.missing.none + b.missing.none,
    },
    numbers: mergeNumbers(a.numbers, b.numbers),
    top: [...a.top, ...b.top].sort(byCountThenValue).slice(0, TOP_VALUES),
  }
}

function mergeNumbers(a: NumberRange | null, b: NumberRange | null): NumberRange | null {
  if (a === null || b === null) return a ?? b
  return { count: a.count + b.count, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }
}

/** Orders values by their UTF-8 bytes, as DuckDB does. */
function byCountThenValue(a: Summary['top'][number], b: Summary['top'][number]): number {
  return b.count - a.count || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value))
}
