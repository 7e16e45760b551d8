/** Rules for which datasets stay, after those of restic. Safe to import from client components. */
import type { Dataset } from '@/lib/datasets/model/dataset'

/** The last ones, and the newest of each of the last days, weeks and months that have any. */
export const RULES = ['last', 'daily', 'weekly', 'monthly'] as const

export type Rule = (typeof RULES)[number]

/** How many each rule keeps; null for a rule that is not used. */
export type RetentionRules = Record<Rule, number | null>

export const NO_RULES: RetentionRules = { last: null, daily: null, weekly: null, monthly: null }

export const MAX_KEPT = 10_000

/**
 * Why a dataset stays: a rule; as the `oldest`, while a rule has room left; or because no rule ever deletes it. `base`: a
 * running download is compared with it.
 */
export const REASONS = ['newest', 'pinned', 'named', 'base', ...RULES, 'oldest'] as const

export type Reason = (typeof REASONS)[number]

/** What rules need to know about a dataset. */
export type Candidate = Pick<Dataset, 'id' | 'createdAt' | 'finishedAt' | 'source' | 'label' | 'pinned'>

/** What rules do with a dataset. */
export interface Verdict<T extends Candidate = Dataset> {
  dataset: T
  /** Empty when it is deleted. */
  keptBy: Reason[]
}

/** Saved rules of a resource, and what came of them. */
export interface RetentionPolicy {
  resource: Dataset['resource']
  rules: RetentionRules
  nextAt: Date
  /** Null until they have run. */
  lastAt: Date | null
  /** What they deleted last; null until they have deleted anything. */
  lastDeleted: LastDeleted | null
}

export interface LastDeleted {
  at: Date
  /** How many. */
  count: number
  /** The newest of them. */
  datasets: { id: string; title: string }[]
}

/** True unless no rule is used. */
export function hasRules(rules: RetentionRules): boolean {
  return RULES.some((rule) => (rules[rule] ?? 0) > 0)
}

/** "the last 5, 7 daily and 12 monthly" */
export function describeRules(rules: RetentionRules): string {
  const used = RULES.flatMap((rule) => {
    const count = rules[rule] ?? 0
    if (count === 0) return []
    return [rule === 'last' ? `the last ${count}` : `${count} ${rule}`]
  })
  const last = used.pop() ?? 'nothing'
  return used.length === 0 ? last : `${used.join(', ')} and ${last}`
}
