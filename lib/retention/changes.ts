/** Saves and removes rules. */
import 'server-only'
import { RESOURCE } from '@/lib/datasets/model/columns'
import {
  hasRules,
  MAX_KEPT,
  type RetentionPolicy,
  type RetentionRules,
  RULES,
} from '@/lib/datasets/model/keeping/retention'
import { db } from '@/lib/db/client'
import { AppError } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { previewKey, previewRules } from '@/lib/retention/preview'
import { getPolicy, toColumns } from '@/lib/retention/store'

/**
 * Saves the rules of a resource, which then run within a moment.
 * @param shown - the key of the preview that somebody agreed to, if there was one
 * @throws AppError `invalid` for rules that would delete everything, `conflict` when they would no longer delete exactly
 * what was shown
 */
export async function saveRules(
  asked: RetentionRules,
  { shown, now = new Date() }: { shown?: string | undefined; now?: Date } = {},
): Promise<RetentionPolicy> {
  const rules = parseRules(asked)
  if (shown !== undefined && previewKey(await previewRules(rules)) !== shown) {
    throw new AppError(
      'conflict',
      'Nothing was saved: since you saw what would be deleted, that has changed. See it again below.',
    )
  }
  const resource = RESOURCE.path
  const data = { ...toColumns(rules), nextAt: now }
  await db().retentionPolicy.upsert({ where: { resource }, create: { resource, ...data }, update: data })
  return requirePolicy()
}

/** @throws AppError `not_found` when there are no rules */
export async function removeRules(): Promise<void> {
  const { count } = await db().retentionPolicy.deleteMany({ where: { resource: RESOURCE.path } })
  if (count === 0) throw noRules()
}

/** @throws AppError `not_found` */
async function requirePolicy(): Promise<RetentionPolicy> {
  const policy = await getPolicy()
  if (policy === null) throw noRules()
  return policy
}

function noRules(): AppError {
  return new AppError('not_found', 'There are no retention rules.')
}

/**
 * Rules as they are stored: 0 means that a rule is not used.
 * @throws AppError `invalid` for numbers that cannot be, or when no rule is used
 */
export function parseRules(asked: RetentionRules): RetentionRules {
  for (const rule of RULES) {
    const count = asked[rule]
    if (count !== null && !(Number.isInteger(count) && count >= 0 && count <= MAX_KEPT))
      throw new AppError('invalid', `${rule} must be a whole number from 0 to ${formatCount(MAX_KEPT)}.`)
  }
  if (!hasRules(asked)) {
    throw new AppError(
      'invalid',
      'These rules would delete everything but the newest dataset and those that are pinned or named. ' +
        'Say for at least one of them how many to keep.',
    )
  }
  const { last, daily, weekly, monthly } = asked
  return { last: last || null, daily: daily || null, weekly: weekly || null, monthly: monthly || null }
}
