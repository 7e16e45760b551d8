/** What of an address a page leaves out, as sentences. */
import { listParams, type SearchParams } from '@/lib/search-params'
import { KEPT } from '@/lib/search-params/kept'
import { CONDITION_FIELDS } from '@/lib/search-params/rows'
import { parseCountsView, parseView } from '@/lib/view-params'

/** What other sites add to links. It says nothing about the view, so nobody has to hear of it. */
const TRACKING = /^(utm_\w+|\w*clid|mc_[ce]id)$/

const OF_ROWS = [...Object.values(CONDITION_FIELDS), KEPT]

export function listRowsProblems(params: SearchParams): string[] {
  return parseView(withoutTracking(params), OF_ROWS).problems
}

export function listCountsProblems(params: SearchParams): string[] {
  return parseCountsView(withoutTracking(params), ['view', KEPT]).problems
}

function withoutTracking(params: SearchParams): [string, string][] {
  return listParams(params).filter(([name]) => !TRACKING.test(name))
}
