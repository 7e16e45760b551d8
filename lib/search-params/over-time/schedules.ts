import type { Slice } from '@/lib/datasets/model/view'
import { parseView } from '@/lib/search-params/grammar'
import { clampSlice, href, listParams, type SearchParams, sliceQuery } from '@/lib/search-params/query'

/** Schedules to show on a page, initially and at most. */
export const SCHEDULES_STEP = 20
export const SCHEDULES_MAX = 1_000

/** The page of repeated downloads. */
export function schedulesHref(slice: Partial<Slice> = {}): string {
  return href('/schedules', sliceQuery(slice, SCHEDULES_STEP))
}

export function parseSchedulesParams(params: SearchParams): Slice {
  return clampSlice(parseView(listParams(params)), SCHEDULES_STEP, SCHEDULES_MAX)
}

/** The form that changes a schedule. */
export function scheduleHref(id: string): string {
  return `${schedulesHref()}/${id}`
}
