import { addFilter } from '@/lib/datasets/model/view'
import { countsHref, parseCountsParams } from '@/lib/search-params/counts'
import type { SearchParams } from '@/lib/search-params/query'
import { datasetHref, parseNewCondition, parseRowsParams } from '@/lib/search-params/rows'

/**
 * The URL to which the page of a form would redirect once a condition is added. An invalid condition stays in its fields,
 * and the page says what is wrong.
 */
export function conditionHref(id: string, action: string, form: FormData): string {
  const pairs = [...form].flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  const sent: SearchParams = {}
  for (const [name, value] of pairs) sent[name] = [sent[name] ?? []].flat().concat(value)
  const { pathname } = new URL(action)
  const added = parseNewCondition(sent)
  if (!added?.filter) return `${pathname}?${new URLSearchParams(pairs).toString()}`
  const { filter } = added
  if (pathname === countsHref(id)) {
    const params = parseCountsParams(sent)
    return countsHref(id, { ...params, offset: 0, filters: addFilter(params.filters, filter) })
  }
  const params = parseRowsParams(sent)
  return datasetHref(id, { ...params, offset: 0, filters: addFilter(params.filters, filter) })
}
