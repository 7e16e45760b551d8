/** What a page ignores in its URL, as sentences. */
import { parseCountsView, parseView } from '@/lib/search-params/grammar'
import { KEPT } from '@/lib/search-params/kept'
import { listParams, type SearchParams } from '@/lib/search-params/query'
import { CONDITION_FIELDS, HEAD } from '@/lib/search-params/rows'

/** What other sites add to links. It has nothing to do with the view, so it is not reported. */
const TRACKING = /^(utm_\w+|\w*clid|mc_[ce]id)$/

const OF_FORMS = [...Object.values(CONDITION_FIELDS), KEPT]

export function listRowsProblems(params: SearchParams): string[] {
  return parseView(withoutTracking(params), [...OF_FORMS, HEAD]).problems
}

export function listCountsProblems(params: SearchParams): string[] {
  return parseCountsView(withoutTracking(params), [...OF_FORMS, 'view']).problems
}

function withoutTracking(params: SearchParams): [string, string][] {
  return listParams(params).filter(([name]) => !TRACKING.test(name))
}
