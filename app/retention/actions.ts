'use server'

import { redirect } from 'next/navigation'
import { readField, runAction } from '@/app/run-action'
import type { ActionState } from '@/components/action-form'
import { type RetentionRules, RULES } from '@/lib/datasets/model/keeping/retention'
import { removeRules, saveRules } from '@/lib/retention/changes'
import { parseKept, retentionHref } from '@/lib/search-params/over-time/retention'

/** Behind "Save these rules": a field for each rule, and `shown`, the key of what was shown. */
export async function saveRetention(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  const state = await runAction(async () => {
    const rules = Object.fromEntries(RULES.map((rule) => [rule, parseKept(readField(form, rule) ?? '')]))
    await saveRules(rules as RetentionRules, { shown: readField(form, 'shown') ?? '' })
    return 'Rules saved.'
  })
  return state.ok ? redirect(retentionHref()) : state
}

/** Behind "Remove these rules". */
export async function removeRetention(): Promise<ActionState> {
  const state = await runAction(async () => {
    await removeRules()
    return 'Rules removed.'
  })
  return state.ok ? redirect(retentionHref()) : state
}
