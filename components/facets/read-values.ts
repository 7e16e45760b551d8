import { fetchJson, isRecord, readRecords } from '@/components/browser/fetch-json'
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
  const answer = await fetchJson(valuesHref(query), signal)
  const values = readRecords(answer, 'counts').map((one) => ({
    value: String(one[query.column]),
    count: Number(one.count),
  }))
  return { values, total: isRecord(answer) ? Number(answer.totalGroups) : 0 }
}

function valuesHref({ id, column, selection, search }: ValuesQuery): string {
  const filters = filtersOfOthers(selection.filters, column)
  if (search !== '') filters.push({ column, operator: 'contains', value: search })
  const view = { columns: [column], filters, q: selection.q, sort: LARGEST_FIRST }
  return countsExportHref(id, { ...view, limit: VALUES_AT_ONCE, offset: 0 }, 'json')
}
