/**
 * A view: which rows of a dataset, in which order, and which of their columns. Its parts are named as in
 * URLs. Safe to import from client components.
 */
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { HistogramBin } from '@/lib/datasets/model/profile'
import { readNumber, writeNumber } from '@/lib/datasets/model/values/numbers'

/** Comparisons, as suffixes of a parameter's name: `height__gt=180`; `eq` is the bare `height=180`. */
export const FILTER_OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains', 'in', 'isblank'] as const

export type FilterOperator = (typeof FILTER_OPERATORS)[number]

/** One condition on one column. All conditions of a view must hold. */
export interface Filter {
  column: DatasetColumn
  operator: FilterOperator
  /** As in the URL: a list (model/list.ts) for `in`, 1 or 0 for `isblank`. */
  value: string
}

export interface Sort<Key extends string = DatasetColumn> {
  column: Key
  descending: boolean
}

/** What counts can be sorted by: the count itself, or a counted column. */
export type CountKey = DatasetColumn | 'count'

export type CountSort = Sort<CountKey>

/** The default order of counts. Ties are always ordered by their values. */
export const LARGEST_FIRST: CountSort[] = [{ column: 'count', descending: true }]

/** What the list of datasets can be sorted by, in the order of its columns. */
export const DATASET_KEYS = ['title', 'when', 'source', 'rows', 'size', 'requests', 'duration'] as const

export type DatasetKey = (typeof DATASET_KEYS)[number]

/** The default order of datasets. */
export const NEWEST_FIRST: Sort<DatasetKey>[] = [{ column: 'when', descending: true }]

/** True when datasets are listed as they were made: only then do consecutive ones with the same bytes belong together. */
export function isByTime([first]: Sort<DatasetKey>[]): boolean {
  return first === undefined || first.column === 'when'
}

/** The rows that a view selects. */
export interface Selection {
  filters: Filter[]
  /** Text to find in any column, ignoring case and accents; empty for none. */
  q: string
}

export const EVERYTHING: Selection = { filters: [], q: '' }

/** Adds a condition unless it is already present. */
export function addFilter(filters: Filter[], added: Filter): Filter[] {
  const isThere = filters.some(
    ({ column, operator, value }) =>
      column === added.column && operator === added.operator && value === added.value,
  )
  return isThere ? filters : [...filters, added]
}

/** The conditions in force on other columns. */
export function filtersOfOthers(filters: Filter[], column: DatasetColumn): Filter[] {
  return filters.filter((filter) => filter.column !== column)
}

const LOWER: readonly FilterOperator[] = ['gte', 'gt']
const UPPER: readonly FilterOperator[] = ['lte', 'lt']

/**
 * The conditions that select a bin's rows. They replace limits that are already there, except narrower ones: a bin with
 * round limits may begin before the range already selected, or end after it.
 */
export function narrowToBin(
  filters: Filter[],
  column: DatasetColumn,
  { from, to }: HistogramBin,
  isLast: boolean,
): Filter[] {
  const limitOf = (filter: Filter, operators: readonly FilterOperator[]): number | null =>
    filter.column === column && operators.includes(filter.operator) ? readNumber(column, filter.value) : null
  let [hasLower, hasUpper] = [false, false]
  const kept = filters.filter((filter) => {
    const [lower, upper] = [limitOf(filter, LOWER), limitOf(filter, UPPER)]
    const isLower = lower !== null && (lower > from || (lower === from && filter.operator === 'gt'))
    const isUpper = upper !== null && (upper < to || (upper === to && isLast && filter.operator === 'lt'))
    hasLower ||= isLower
    hasUpper ||= isUpper
    return isLower || isUpper || (lower === null && upper === null)
  })
  if (!hasLower) kept.push({ column, operator: 'gte', value: writeNumber(column, from) })
  if (!hasUpper) kept.push({ column, operator: isLast ? 'lte' : 'lt', value: writeNumber(column, to) })
  return kept
}

/** Placeholders for values that SWAPI does not know. They sort last in either direction. */
export const MISSING_VALUES = ['', 'unknown', 'n/a', 'none'] as const

export interface Slice {
  limit: number
  offset: number
}

/** A filter as a URL parameter. */
export function filterParam({ column, operator, value }: Filter): [name: string, value: string] {
  return [operator === 'eq' ? column : `${column}__${operator}`, value]
}
