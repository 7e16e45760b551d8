import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { parseList, writeList } from '@/lib/datasets/model/list'
import { type Filter, filtersOfOthers } from '@/lib/datasets/model/view'
import { MAX_LIST_LENGTH } from '@/lib/search-params/limits'

/** The values of a column that conditions already name. */
export function listChosen(filters: Filter[], column: DatasetColumn): string[] {
  const named = filters
    .filter((filter) => filter.column === column)
    .flatMap(({ operator, value }) => {
      if (operator === 'eq') return [value]
      if (operator === 'isblank' && value === '1') return ['']
      return operator === 'in' ? (parseList(value) ?? []) : []
    })
  return [...new Set(named)]
}

/**
 * The conditions of a view with these values of a column in place of all conditions on it: the values were listed without
 * them. Null when a URL cannot express it.
 */
export function chooseValues(filters: Filter[], column: DatasetColumn, values: string[]): Filter[] | null {
  const match = matchValues(column, values)
  const isTooLong = match.some(({ operator, value }) => operator === 'in' && value.length > MAX_LIST_LENGTH)
  return isTooLong ? null : [...filtersOfOthers(filters, column), ...match]
}

function matchValues(column: DatasetColumn, values: string[]): Filter[] {
  const [value] = values
  if (value === undefined) return []
  if (values.length === 1) return [{ column, operator: 'eq', value }]
  return [{ column, operator: 'in', value: writeList(values) }]
}
