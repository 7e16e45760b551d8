/** From a view to SQL. Column names are the dataset's own and never a visitor's text; values are always bound. */
import 'server-only'
import type { DuckDBValue } from '@duckdb/node-api'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/types'
import { MISSING_VALUES, type Filter, type Selection, type Sort } from '@/lib/datasets/view'
import { readDateSpan } from '@/lib/datasets/view/dates'
import { parseList } from '@/lib/datasets/view/list'
import { NUMBER_PATTERN, readNumber, YEAR_PATTERN } from '@/lib/datasets/view/numbers'
import { quoteName, quoteText } from '@/lib/duckdb'

/** A piece of SQL and the values for its `?`, in order. */
export interface Sql {
  text: string
  values: DuckDBValue[]
}

/** A bound number. As text: the driver takes whole numbers for 64-bit ones, and refuses those that are larger. */
export const NUMBER_VALUE = '?::DOUBLE'

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** The condition of a selection: `TRUE` when it selects everything. */
export function selectionSql({ filters, q }: Selection): Sql {
  const conditions = [...filters.map(filterSql), ...(q === '' ? [] : [containsSql(DATASET_COLUMNS, q)])]
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
      return column === 'date'
        ? dateComparisonSql(operator, value)
        : comparisonSql(column, COMPARISONS[operator], value)
  }
}

/** The value itself, or for a year or a month any of its days. */
function equalSql(column: DatasetColumn, value: string): Sql {
  const name = quoteName(column)
  const span = column === 'date' ? readDateSpan(value) : null
  return span === null
    ? { text: `${name} = ?`, values: [value] }
    : { text: `${name} BETWEEN ? AND ?`, values: [span.from, span.to] }
}

function notSql({ text, values }: Sql): Sql {
  return { text: `NOT (${text})`, values }
}

function listSql(column: DatasetColumn, values: string[]): Sql {
  if (values.length === 0) return { text: 'FALSE', values }
  if (column !== 'date')
    return { text: `${quoteName(column)} IN (${values.map(() => '?').join(', ')})`, values }
  const each = values.map((value) => equalSql(column, value))
  return { text: each.map(({ text }) => text).join(' OR '), values: each.flatMap((one) => one.values) }
}

/** A year or a month is compared as a whole: later than its last day, or earlier than its first. */
function dateComparisonSql(operator: keyof typeof COMPARISONS, value: string): Sql {
  const { from, to } = readDateSpan(value) ?? { from: value, to: value }
  const bound = operator === 'gt' || operator === 'lte' ? to : from
  return { text: `${quoteName('date')} ${COMPARISONS[operator]} ?`, values: [bound] }
}

/** With a number, numbers are compared, and what is none is left out; with any other text, texts are. */
function comparisonSql(column: DatasetColumn, sign: string, value: string): Sql {
  const number = readNumber(column, value)
  return number === null
    ? { text: `${quoteName(column)} ${sign} ?`, values: [value] }
    : { text: `${numberSql(column)} ${sign} ${NUMBER_VALUE}`, values: [String(number)] }
}

/**
 * Whether one of the columns contains a text, whatever the case and the accents. Text in ASCII, which is most of it, costs
 * little more than its lower case does. A text of nothing but accents is looked for as it is.
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
 * SQL for the number in a text value of a column, NULL where `readNumber` gives null. All that numbers begin with comes
 * before `:`, so names cost only that comparison. `value` is SQL for the text.
 */
export function numberSql(column: DatasetColumn, value = quoteName(column)): string {
  const pattern = quoteText(column === 'birth_year' ? YEAR_PATTERN : NUMBER_PATTERN)
  const group = (number: number): string => `regexp_extract(${value}, ${pattern}, ${number})`
  const cast = `TRY_CAST(nullif(replace(${group(1)}, ',', ''), '') AS DOUBLE)`
  const number =
    column === 'birth_year' ? `CASE WHEN ${group(2)} IN ('a', 'A') THEN ${cast} ELSE 0 - ${cast} END` : cast
  return `CASE WHEN ${value} < ':' THEN CASE WHEN isfinite(${cast}) THEN ${number} END END`
}

/** A total and stable order of rows: those that are alike by `swapi_id`. */
export function orderSql(sort: Sort[]): string {
  return [...sort.map((key) => valueOrderSql(key)), 'swapi_id ASC'].join(', ')
}

/**
 * The order of a column's values: numbers before other texts and by size, missing values last in either direction.
 * `value` is SQL for the text. Only texts that are the same are alike.
 */
export function valueOrderSql({ column, descending }: Sort, value = quoteName(column)): string {
  const direction = descending ? 'DESC' : 'ASC'
  return [
    `${value} IN (${MISSING_VALUES.map(quoteText).join(', ')}) ASC`,
    `${numberSql(column, value)} ${direction} NULLS LAST`,
    `${value} ${direction}`,
  ].join(', ')
}
