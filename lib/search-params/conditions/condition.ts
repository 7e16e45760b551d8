/** Validates conditions: which values each comparison accepts. */
import { type DatasetColumn, kindOf } from '@/lib/datasets/model/columns'
import { parseList } from '@/lib/datasets/model/list'
import { readDateSpan } from '@/lib/datasets/model/values/dates'
import { isNumericColumn, readNumber } from '@/lib/datasets/model/values/numbers'
import type { Filter, FilterOperator } from '@/lib/datasets/model/view'
import { MAX_LIST_LENGTH, MAX_VALUE_LENGTH } from '@/lib/search-params/limits'
import { quote } from '@/lib/search-params/quote'

const ORDERED: readonly FilterOperator[] = ['gt', 'gte', 'lt', 'lte']

/** What is wrong with a condition, as a sentence, or null. `name` is its parameter, for example `height__gt`. */
export function findConditionProblem(name: string, { column, operator, value }: Filter): string | null {
  if (operator === 'in') return findListProblem(name, value)
  if (value.length > MAX_VALUE_LENGTH) return tooLong(name)
  if (operator === 'isblank') return value === '1' || value === '0' ? null : `${name} must be 1 or 0.`
  return ORDERED.includes(operator) ? findOrderProblem(name, column, value) : null
}

export function tooLong(name: string, most = MAX_VALUE_LENGTH): string {
  return `The value of ${name} is longer than ${most} characters.`
}

function findListProblem(name: string, text: string): string | null {
  if (text.length > MAX_LIST_LENGTH) return tooLong(name, MAX_LIST_LENGTH)
  const values = parseList(text)
  if (values === null)
    return `The quotation marks in ${name} do not match: write "brown, grey" for one value with a comma, and "" for a quotation mark inside it.`
  if (values.length === 0) return `${name} needs at least one value; "" is the empty one.`
  return values.some((value) => value.length > MAX_VALUE_LENGTH) ? tooLong(name) : null
}

/** Numeric and date columns are compared as such; all others as text. */
function findOrderProblem(name: string, column: DatasetColumn, value: string): string | null {
  const needs = (what: string): string => `${name} needs ${what}; ${quote(value)} is not one.`
  if (kindOf(column) === 'date')
    return readDateSpan(value) === null ? needs('a date such as 2014, 2014-12 or 2014-12-20') : null
  if (!isNumericColumn(column) || readNumber(column, value) !== null) return null
  return kindOf(column) === 'year'
    ? needs('a year with its era, such as 19BBY or 4ABY')
    : needs('a number such as 180, 41.9 or 1,358')
}
