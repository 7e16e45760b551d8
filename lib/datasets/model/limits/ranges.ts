/** Pairs of limits that a person reads as one condition. Safe to import from client components. */
import type { Filter } from '@/lib/datasets/model/view'
import { showInvisible } from '@/lib/format/invisible'

/** One condition, or the two limits of a range. */
export interface JoinedFilters {
  filters: Filter[]
  /** "height 150 to 160"; null for a single condition. */
  range: string | null
}

/** Joins the lower and the upper limit of a column, where it has exactly one of each. The others stay as they are. */
export function joinRanges(filters: Filter[]): JoinedFilters[] {
  const limitsOf = (column: Filter['column'], operators: string[]): Filter[] =>
    filters.filter((filter) => filter.column === column && operators.includes(filter.operator))
  return filters.flatMap((filter): JoinedFilters[] => {
    const { column } = filter
    const [lower, upper] = [limitsOf(column, ['gte', 'gt']), limitsOf(column, ['lte', 'lt'])]
    const [from, to] = [lower[0], upper[0]]
    const isRange = lower.length === 1 && upper.length === 1 && from?.operator === 'gte' && to !== undefined
    if (!isRange || (filter !== from && filter !== to)) return [{ filters: [filter], range: null }]
    const both = filters.filter((one) => one === from || one === to)
    if (filter !== both[0]) return []
    return [{ filters: both, range: `${column} ${showInvisible(from.value)} to ${showInvisible(to.value)}` }]
  })
}
