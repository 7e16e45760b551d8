/** From a view to SQL. Column names are the dataset's own and never a visitor's text; values are always bound. */
import 'server-only'
import type { DuckDBValue } from '@duckdb/node-api'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/types'
import { MISSING_VALUES, type Filter, type Selection, type Sort } from '@/lib/datasets/view'
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
  const conditions = [...filters.map(filterSql), ...(q === '' ? [] : [searchSql(q)])]
  return {
    text: conditions.length === 0 ? 'TRUE' : conditions.map(({ text }) => `(${text})`).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  }
}

function filterSql({ column, operator, value }: Filter): Sql {
  const name = quoteName(column)
  switch (operator) {
    case 'eq':
      return { text: `${name} = ?`, values: [value] }
    case 'ne':
      return { text: `${name} <> ?`, values: [value] }
    case 'in':
      return listSql(name, value.split(','))
    case 'contains':
      return { text: `contains(lower(${name}), lower(?))`, values: [value] }
    case 'isblank':
      return { text: value === '0' ? `${name} <> ''` : `${name} = ''`, values: [] }
    default:
      return comparisonSql(column, COMPARISONS[operator], value)
  }
}

function listSql(name: string, values: string[]): Sql {
  return { text: `${name} IN (${values.map(() => '?').join(', ')})`, values }
}

/** With a number, numbers are compared, and what is none is left out; with any other text, texts are. */
function comparisonSql(column: DatasetColumn, sign: string, value: string): Sql {
  const number = readNumber(column, value)
  return number === null
    ? { text: `${quoteName(column)} ${sign} ?`, values: [value] }
    : { text: `${numberSql(column)} ${sign} ${NUMBER_VALUE}`, values: [String(number)] }
}

function searchSql(q: string): Sql {
  const conditions = DATASET_COLUMNS.map((column) => `contains(lower(${quoteName(column)}), lower(?))`)
  return { text: conditions.join(' OR '), values: DATASET_COLUMNS.map(() => q) }
}

/**
 * The number in a text value of a column, NULL where it is none: `1,358` is 1358, and in `birth_year` `19BBY` is 19.
 * DuckDB would take `1_000` and `inf` for numbers too. Failed casts are slow, and all that numbers begin with comes
 * before `:`, so names are not even tried. `value` is SQL for the text.
 */
export function numberSql(column: DatasetColumn, value = quoteName(column)): string {
  const plain = column === 'birth_year' ? `replace(${value}, 'BBY', '')` : value
  const cast = `TRY_CAST(replace(replace(${plain}, '_', '?'), ',', '') AS DOUBLE)`
  return `CASE WHEN ${plain} < ':' THEN CASE WHEN isfinite(${cast}) THEN ${cast} END END`
}

/** The same reading of a number in JavaScript, for the other side of a comparison. */
export function readNumber(column: DatasetColumn, text: string): number | null {
  const plain = (column === 'birth_year' ? text.replaceAll('BBY', '') : text).replaceAll(',', '')
  if (!/^[ \t\n\v\f\r]*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[ \t\n\v\f\r]*$/i.test(plain)) return null
  const number = Number(plain)
  return Number.isFinite(number) ? number : null
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
