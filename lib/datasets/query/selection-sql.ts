/** Translates views to SQL. Column names are never user input, and values are always bound. */
import 'server-only'
import type { DuckDBValue } from '@duckdb/node-api'
import { DATASET_COLUMNS, type DatasetColumn, kindOf } from '@/lib/datasets/model/columns'
import { parseList } from '@/lib/datasets/model/list'
import { readDateSpan } from '@/lib/datasets/model/values/dates'
import { NUMBER_PATTERN, readNumber, YEAR_PATTERN } from '@/lib/datasets/model/values/numbers'
import { type Filter, MISSING_VALUES, type Selection, type Sort } from '@/lib/datasets/model/view'
import { quoteName, quoteText } from '@/lib/duckdb/lanes'

/** A fragment of SQL and the values for its `?` placeholders, in order. */
export interface Sql {
  text: string
  values: DuckDBValue[]
}

/** A number, bound as text: the driver binds whole numbers as 64-bit integers and rejects larger ones. */
export const NUMBER_VALUE = '?::DOUBLE'

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** The values that contain the text of a search, for columns of which they are known. */
export type Matches = ReadonlyMap<DatasetColumn, string[]>

/** A selection that may know more about its search. */
export interface Search extends Selection {
  matches?: Matches | undefined
}

/** The condition of a selection; `TRUE` when it selects everything. */
export function selectionSql({ filters, q, matches }: Search): Sql {
  const conditions = [...filters.map(filterSql), ...(q === '' ? [] : [searchSql(q, matches ?? new Map())])]
  return {
    text: conditions.length === 0 ? 'TRUE' : conditions.map(({ text }) => `(${text})`).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  }
}

function filterSql({ column, operator, value }: Filter): Sql {
  const name = quoteName(column)
  switch (operator) {
    case 'eq':
      return equalSql(column, value)
    case 'ne':
      return notSql(equalSql(column, value))
    case 'in':
      return listSql(column, parseList(value) ?? [])
    case 'contains':
      return containsSql([column], value)
    case 'isblank':
      return { text: value === '0' ? `${name} <> ''` : `${name} = ''`, values: [] }
    default:
      return kindOf(column) === 'date'
        ? dateComparisonSql(column, operator, value)
        : comparisonSql(column, COMPARISONS[operator], value)
  }
}

/** Matches the value itself or, for a year or a month, any of its days. */
function equalSql(column: DatasetColumn, value: string): Sql {
  const name = quoteName(column)
  const span = kindOf(column) === 'date' ? readDateSpan(value) : null
  return span === null
    ? { text: `${name} = ?`, values: [value] }
    : { text: `${name} BETWEEN ? AND ?`, values: [span.from, span.to] }
}

function notSql({ text, values }: Sql): Sql {
  return { text: `NOT (${text})`, values }
}

function valuesSql(column: DatasetColumn, values: string[]): Sql {
  return { text: `${quoteName(column)} IN (${values.map(() => '?').join(', ')})`, values }
}

function listSql(column: DatasetColumn, values: string[]): Sql {
  if (values.length === 0) return { text: 'FALSE', values }
  if (kindOf(column) !== 'date') return valuesSql(column, values)
  const each = values.map((value) => equalSql(column, value))
  return { text: each.map(({ text }) => text).join(' OR '), values: each.flatMap((one) => one.values) }
}

/** Whether a row has one of the known values, or any of the other columns contains a text. */
function searchSql(text: string, matches: Matches): Sql {
  const others = DATASET_COLUMNS.filter((column) => !matches.has(column))
  const each = [
    ...[...matches].flatMap(([column, values]) => (values.length === 0 ? [] : [valuesSql(column, values)])),
    ...(others.length === 0 ? [] : [containsSql(others, text)]),
  ]
  return each.length === 0
    ? { text: 'FALSE', values: [] }
    : { text: each.map((one) => one.text).join(' OR '), values: each.flatMap(({ values }) => values) }
}

/** Compares a year or a month as a whole: later than its last day, or earlier than its first. */
function dateComparisonSql(column: DatasetColumn, operator: keyof typeof COMPARISONS, value: string): Sql {
  const { from, to } = readDateSpan(value) ?? { from: value, to: value }
  const bound = operator === 'gt' || operator === 'lte' ? to : from
  return { text: `${quoteName(column)} ${COMPARISONS[operator]} ?`, values: [bound] }
}

/** Compares numbers with a number, leaving out non-numbers; compares as text with any other value. */
function comparisonSql(column: DatasetColumn, sign: string, value: string): Sql {
  const number = readNumber(column, value)
  return number === null
    ? { text: `${quoteName(column)} ${sign} ?`, values: [value] }
    : { text: `${numberSql(column)} ${sign} ${NUMBER_VALUE}`, values: [String(number)] }
}

/**
 * Whether any of the columns contains a text, ignoring case and accents. For ASCII, which is most of the
 * text, this costs little more than lower-casing. A search text of nothing but accents is matched as it is.
 */
function containsSql(columns: readonly DatasetColumn[], text: string): Sql {
  const fold = isOnlyMarks(text) ? (one: string) => one : (one: string) => `strip_accents(lower(${one}))`
  return {
    text: columns.map((column) => `contains(${fold(quoteName(column))}, ${fold('?')})`).join(' OR '),
    values: columns.map(() => text),
  }
}

function isOnlyMarks(text: string): boolean {
  return /^\p{M}+$/u.test(text)
}

/**
 * SQL for the number in a text value of a column, NULL where `readNumber` returns null. Every character that
 * a number can start with sorts before `:`, so names cost only that comparison. `value` is SQL for the text.
 */
export function numberSql(column: DatasetColumn, value = quoteName(column)): string {
  const isYear = kindOf(column) === 'year'
  const pattern = quoteText(isYear ? YEAR_PATTERN : NUMBER_PATTERN)
  const group = (number: number): string => `regexp_extract(${value}, ${pattern}, ${number})`
  const cast = `TRY_CAST(nullif(replace(${group(1)}, ',', ''), '') AS DOUBLE)`
  const number = isYear ? `CASE WHEN ${group(2)} IN ('a', 'A') THEN ${cast} ELSE 0 - ${cast} END` : cast
  return `CASE WHEN ${value} < ':' THEN CASE WHEN isfinite(${cast}) THEN ${number} END END`
}

/** A total and stable order of rows; ties are ordered by `swapi_id`. */
export function orderSql(sort: Sort[]): string {
  return [...sort.map((key) => valueOrderSql(key)), 'swapi_id ASC'].join(', ')
}

/**
 * The order of a column's values: numbers by size, then other texts, missing values last in either direction.
 * `value` is SQL for the text. Only identical texts are tied.
 */
export function valueOrderSql({ column, descending }: Sort, value = quoteName(column)): string {
  const direction = descending ? 'DESC' : 'ASC'
  return [
    `${value} IN (${MISSING_VALUES.map(quoteText).join(', ')}) ASC`,
    `${numberSql(column, value)} ${direction} NULLS LAST`,
    `${value} ${direction}`,
  ].join(', ')
}
