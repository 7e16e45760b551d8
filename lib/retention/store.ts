/** Reads saved rules. */
import 'server-only'
import { z } from 'zod'
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { RetentionPolicy, RetentionRules } from '@/lib/datasets/model/keeping/retention'
import { db } from '@/lib/db/client'
import type { RetentionPolicyModel } from '@/lib/generated/sqlite/models'

const lastDeletedSchema = z.object({
  count: z.number(),
  datasets: z.array(z.object({ id: z.string(), title: z.string() })),
})

/** The saved rules of a resource, or null. */
export async function getPolicy(resource: string = RESOURCE.path): Promise<RetentionPolicy | null> {
  const row = await db().retentionPolicy.findUnique({ where: { resource } })
  return row && toPolicy(row)
}

/** Those whose time has come. */
export async function listDuePolicies(now: Date): Promise<RetentionPolicy[]> {
  const rows = await db().retentionPolicy.findMany({ where: { nextAt: { lte: now } } })
  return rows.map(toPolicy)
}

/** The columns of rules. */
export function toColumns(
  rules: RetentionRules,
): Pick<RetentionPolicyModel, 'keepLast' | 'keepDaily' | 'keepWeekly' | 'keepMonthly'> {
  const { last, daily, weekly, monthly } = rules
  return { keepLast: last, keepDaily: daily, keepWeekly: weekly, keepMonthly: monthly }
}

function toPolicy(row: RetentionPolicyModel): RetentionPolicy {
  const { keepLast: last, keepDaily: daily, keepWeekly: weekly, keepMonthly: monthly } = row
  return {
    resource: RESOURCE.path,
    rules: { last, daily, weekly, monthly },
    nextAt: row.nextAt,
    lastAt: row.lastAt,
    lastDeleted:
      row.lastDeletedAt === null || row.lastDeleted === null
        ? null
        : { at: row.lastDeletedAt, ...lastDeletedSchema.parse(JSON.parse(row.lastDeleted)) },
  }
}
