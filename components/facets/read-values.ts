import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { filtersOfOthers, LARGEST_FIRST, type Selection } from '@/lib/datasets/model/view'
import { countsExportHref } from '@/lib/search-params/counts'

/** The most values of a column that are listed at once. */
export const VALUES_AT_ONCE = 200

/** Values of a column, the most frequent first. */
export interface ColumnValues {
  values: { value: string; count: number }[]
  /** Including those that are not listed. */
  total: number
}

/** What is asked of the server: the values of a column that contain a text, all for none. */
export interface ValuesQuery {
  id: string
  column: DatasetColumn
  /** Conditions on the column itself do not apply, so that a selection can be widened. */
  selection: Selection
  search: string
}

/**
 * Reads the values of a column from the API.
 * @throws Error with a sentence
 */
export async function readValues(query: ValuesQuery, signal: AbortSignal): Promise<ColumnValues> {
  const response = await fetch(valuesHref(query), { signal })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw new Error(readMessage(answer) ?? 'The server did not answer.')
  const { counts, totalGroups } = (answer ?? {}) as { counts?: unknown; totalGroups?: unknown }
  if (!Array.isArray(counts)) throw new Error('The server’s answer was not understood.')
  const values = counts.map((one: Record<string, unknown>) => ({
    value: String(one[query.column]),
    count: Number(one.count),
  }))
  return { values, total: Number(totalGroups) }
}

function valuesHref({ id, column, selection, search }: ValuesQuery): string {
  const filters = filtersOfOthers(selection.filters, column)
  if (search !== '') filters.push({ column, operator: 'contains', value: search })
  const view = { columns: [column], filters, q: selection.q, sort: LARGEST_FIRST }
  return countsExportHref(id, { ...view, limit: VALUES_AT_ONCE, offset: 0 }, 'json')
}

function readMessage(answer: unknown): string | null {
  const { error } = (answer ?? {}) as { error?: { message?: unknown } }
  return typeof error?.message === 'string' ? error.message : null
}
