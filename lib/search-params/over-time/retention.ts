/** The pages of retention rules and of deleted datasets. */
import { NO_RULES, type RetentionRules, RULES } from '@/lib/datasets/model/keeping/retention'
import type { Slice } from '@/lib/datasets/model/view'
import { parseView } from '@/lib/search-params/grammar'
import { clampSlice, href, listParams, type SearchParams, sliceQuery } from '@/lib/search-params/query'

/** The page of retention rules; with rules, it shows what they would delete. */
export function retentionHref(rules: RetentionRules = NO_RULES): string {
  const used = RULES.filter((rule) => rules[rule] !== null)
  return href(
    '/retention',
    used.map((rule) => `${rule}=${rules[rule]}`),
  )
}

/** Deleted datasets that can be restored. */
export function deletedHref(slice: Partial<Slice> = {}): string {
  return href('/deleted', sliceQuery(slice, DELETED_STEP))
}

export function parseDeletedParams(params: SearchParams): Slice {
  return clampSlice(parseView(listParams(params)), DELETED_STEP, DELETED_MAX)
}

/** Deleted datasets to show on a page, initially and at most. */
export const DELETED_STEP = 50
export const DELETED_MAX = 1_000

/** The parameter of the dashboard that names a dataset that has just been deleted. */
const JUST_DELETED = 'deleted'

/** The dashboard, with a way to undo the deletion of a dataset. */
export function undoHref(id: string): string {
  return href('/', [`${JUST_DELETED}=${encodeURIComponent(id)}`])
}

/** The dataset that has just been deleted, if there is one. */
export function parseJustDeleted(params: SearchParams): string[] {
  return listParams(params)
    .filter(([name]) => name === JUST_DELETED)
    .map(([, id]) => id)
    .slice(0, 1)
}

/** Rules in a URL; NaN for what is not a number, which is refused later. Null when none is named. */
export function parseRulesParams(params: SearchParams): RetentionRules | null {
  const pairs = new Map(listParams(params))
  if (!RULES.some((rule) => pairs.has(rule))) return null
  return Object.fromEntries(RULES.map((rule) => [rule, parseKept(pairs.get(rule) ?? '')])) as RetentionRules
}

/** Empty for a rule that is not used. */
export function parseKept(text: string): number | null {
  const digits = text.trim()
  if (digits === '') return null
  return /^\d{1,9}$/.test(digits) ? Number(digits) : NaN
}
