/**
 * A view: which rows of a dataset, in which order, and which columns of them. Its parts have the names they have in
 * addresses. Safe to import from client components.
 */
import type { DatasetColumn } from '@/lib/datasets/types'
import type { HistogramBin } from '@/lib/datasets/types/profile'
import { readNumber, writeNumber } from '@/lib/datasets/view/numbers'

/** Comparisons, by the suffix they have in a parameter's name: `height__gt=180`; `eq` is the bare `height=180`. */
export const FILTER_OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains', 'in', 'isblank'] as const

export type FilterOperator = (typeof FILTER_OPERATORS)[number]

/** One condition on one column. All conditions of a view must hold. */
export interface Filter {
  column: DatasetColumn
  operator: FilterOperator
  /** As in the address: `in` has a list (view/list.ts), `isblank` has 1 or 0. */
  value: string
}

export interface Sort<Key extends string = DatasetColumn> {
  column: Key
  descending: boolean
}

/** What counts can be sorted by: how many there are, or a column that is counted. */
export type CountKey = DatasetColumn | 'count'

export type CountSort = Sort<CountKey>

/** The order of counts when none is asked for. Counts that are alike are always ordered by their values. */
export const LARGEST_FIRST: CountSort[] = [{ column: 'count', descending: true }]

/** The rows that a view selects. */
export interface Selection {
  filters: Filter[]
  /** Text that any column contains, in any case; empty for none. */
  q: string
}

export const EVERYTHING: Selection = { filters: [], q: '' }

/** One more condition, unless it is there already. */
export function addFilter(filters: Filter[], added: Filter): Filter[] {
  const isThere = filters.some(
    ({ column, operator, value }) =>
      column === added.column && operator === added.operator && value === added.value,
  )
  return isThere ? filters : [...filters, added]
}

/**
 * The conditions that select a bin's rows. The bin lies within the numbers that are selected already, so its limits take
 * the place of theirs.
 */
export function narrowToBin(
  filters: Filter[],
  column: DatasetColumn,
  { from, to }: HistogramBin,
  isLast: boolean,
): Filter[] {
  const isLimit = (filter: Filter): boolean =>
    filter.column === column &&
    ['gt', 'gte', 'lt', 'lte'].includes(filter.operator) &&
    readNumber(column, filter.value) !== null
  return [
    ...filters.filter((filter) => !isLimit(filter)),
    { column, operator: 'gte', value: writeNumber(column, from) },
    { column, operator: isLast ? 'lte' : 'lt', value: writeNumber(column, to) },
  ]
}

/** Values that say that SWAPI knows no value. They sort last in either direction. */
export const MISSING_VALUES = ['', 'unknown', 'n/a', 'none'] as const
