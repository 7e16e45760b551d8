/** How the title of a tab, or of a shared link, calls a view. Safe to import from client components. */
import { type DatasetColumn, kindOf } from '@/lib/datasets/model/columns'
import { parseList } from '@/lib/datasets/model/list'
import { type Filter, MISSING_VALUES, type Selection } from '@/lib/datasets/model/view'
import { formatCount } from '@/lib/format'
import { showInvisible } from '@/lib/format/invisible'

/** Longer conditions are cut, so that the numbers after them stay in sight. In characters. */
const LONGEST = 80

const SIGNS = { gt: '>', gte: '≥', lt: '<', lte: '≤' } as const

/** What stands on the tab of a page with this title. */
export function tabTitle(title: string): string {
  return `${title} · Holocron`
}

/**
 * "Tatooine, blue · 5 of 82": what the rows have in common, and how many of all they are. Null for a view of every row. A
 * total that is not known is left out.
 */
export function viewTitle({ filters, q }: Selection, total: number | null, rowCount: number): string | null {
  const conditions = [...filters.map(describe), ...(q === '' ? [] : [`“${showInvisible(q)}”`])]
  if (conditions.length === 0) return null
  const numbers = total === null ? [] : [`${formatCount(total)} of ${formatCount(rowCount)}`]
  return [cut(conditions.join(', ')), ...numbers].join(' · ')
}

function describe({ column, operator, value }: Filter): string {
  const name = column.replaceAll('_', ' ')
  switch (operator) {
    case 'eq':
      return describeValue(column, value)
    case 'ne':
      return `not ${describeValue(column, value)}`
    case 'in':
      return (parseList(value) ?? []).map((one) => describeValue(column, one)).join(' or ')
    case 'contains':
      return `${name} with “${showInvisible(value)}”`
    case 'isblank':
      return value === '0' ? `any ${name}` : `no ${name}`
    default:
      return `${name} ${SIGNS[operator]} ${value}`
  }
}

/** A value speaks for itself, "Tatooine", unless it is a number, a date, or a word for a missing one. */
function describeValue(column: DatasetColumn, value: string): string {
  const name = column.replaceAll('_', ' ')
  if (value === '') return `no ${name}`
  const isClear = kindOf(column) === 'text' && !MISSING_VALUES.some((missing) => missing === value)
  return isClear ? showInvisible(value) : `${name} ${showInvisible(value)}`
}

function cut(text: string): string {
  const letters = [...text]
  return letters.length > LONGEST
    ? `${letters
        .slice(0, LONGEST - 1)
        .join('')
        .trimEnd()}…`
    : text
}
