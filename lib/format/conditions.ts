/** The conditions of a view in words, for pages and pictures. Safe to import from client components. */
import { parseList, writeList } from '@/lib/datasets/model/list'
import type { Filter, FilterOperator, Selection } from '@/lib/datasets/model/view'
import { showInvisible } from '@/lib/format/invisible'

/** One phrase for each condition, the search last: "homeworld is Tatooine", "any column contains “blue”". */
export function describeSelection({ filters, q }: Selection): string[] {
  return [...filters.map(describeFilter), ...(q === '' ? [] : [describeSearch(q)])]
}

export function describeSearch(q: string): string {
  return `any column contains “${showInvisible(q)}”`
}

const WORDS: Record<Exclude<FilterOperator, 'isblank' | 'in'>, string> = {
  eq: 'is',
  ne: 'is not',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  contains: 'contains',
}

/** "homeworld is Tatooine" */
export function describeFilter({ column, operator, value }: Filter): string {
  if (operator === 'isblank') return `${column} is ${value === '0' ? 'not ' : ''}empty`
  if (operator === 'in') return `${column} is one of ${describeList(value)}`
  const isSpan = column === 'date' && ['eq', 'ne'].includes(operator) && /^\d{4}(-\d\d)?$/.test(value)
  const words = `${column} ${WORDS[operator]}${isSpan ? ' in' : ''}`
  return value === '' ? `${words} empty` : `${words} ${showInvisible(value)}`
}

/** The values as written in the URL, with quotation marks, because some contain commas. */
function describeList(list: string): string {
  return (parseList(list) ?? []).map((value) => showInvisible(writeList([value]))).join(', ')
}
