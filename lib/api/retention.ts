/** Retention rules in requests and responses. */
import 'server-only'
import { assertParameters } from '@/lib/api/query'
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { NO_RULES, type RetentionRules, RULES, type Verdict } from '@/lib/datasets/model/keeping/retention'
import { AppError } from '@/lib/errors'
import { datasetTitle } from '@/lib/format/dataset-title'
import { parseRules } from '@/lib/retention/changes'
import { getPolicy } from '@/lib/retention/store'
import { parseRulesParams } from '@/lib/search-params/over-time/retention'

/** @throws AppError `not_found` */
export function requireResource(name: string): void {
  if (name !== RESOURCE.path) throw new AppError('not_found', 'There are no datasets of this kind.')
}

/** The rules, or that there are none. */
export async function describeRetention(): Promise<object> {
  const none = { resource: RESOURCE.path, rules: null, nextAt: null, lastAt: null, lastDeleted: null }
  return (await getPolicy()) ?? none
}

/**
 * Reads rules from a URL.
 * @throws AppError `invalid`
 */
export function readRules(request: Request): RetentionRules {
  assertParameters(request, RULES)
  const params = Object.fromEntries(new URL(request.url).searchParams)
  return parseRules(parseRulesParams(params) ?? NO_RULES)
}

/** What rules would do. */
export function describePreview(rules: RetentionRules, verdicts: Verdict[]): object {
  return {
    rules,
    deleted: verdicts.filter(({ keptBy }) => keptBy.length === 0).map(({ dataset }) => describe(dataset)),
    kept: verdicts
      .filter(({ keptBy }) => keptBy.length > 0)
      .map(({ dataset, keptBy }) => ({ ...describe(dataset), keptBy })),
  }
}

function describe(dataset: Dataset): object {
  const { id, createdAt, source, rowCount } = dataset
  return { id, title: datasetTitle(dataset), createdAt, source, rowCount }
}
