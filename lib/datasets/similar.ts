/** Values that differ from a condition's only in case, accents or blanks around them. */
import 'server-only'
import { kindOf } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { foldText } from '@/lib/datasets/model/label'
import type { Filter, Selection } from '@/lib/datasets/model/view'
import { countValues } from '@/lib/datasets/query/counts'

/** A value that may have been meant, and how many rows have it under the other conditions. */
export interface SimilarValue {
  /** The condition whose value no row has. */
  filter: Filter
  value: string
  count: number
}

/** How many values that contain the text are looked at: "a" has many, but none that is similar. */
const LOOKED_AT = 100

/**
 * For a view without rows: the values that its "is" conditions may have meant.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function findSimilar(dataset: Dataset, { filters, q }: Selection): Promise<SimilarValue[]> {
  const found = await Promise.all(
    filters.map(async (filter) => {
      const { column, operator, value } = filter
      const text = value.trim()
      if (operator !== 'eq' || text === '' || kindOf(column) === 'date') return []
      const contains: Filter = { column, operator: 'contains', value: text }
      const others = filters.filter((other) => other !== filter)
      const asked = { columns: [column], filters: [...others, contains], q, limit: LOOKED_AT, offset: 0 }
      const { counts } = await countValues(dataset, asked)
      return counts
        .map(({ values: [similar = ''], count }) => ({ filter, value: similar, count }))
        .filter((one) => one.value !== value && foldText(one.value).trim() === foldText(value).trim())
    }),
  )
  return found.flat()
}
