/** Runs saved rules: every process looks for those that are due, and one of them moves them on and does the work. */
import 'server-only'
import { deleteByRules } from '@/lib/datasets/keeping/delete'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { RetentionPolicy } from '@/lib/datasets/model/keeping/retention'
import { db, type Transaction } from '@/lib/db/client'
import { datasetTitle } from '@/lib/format/dataset-title'
import { log } from '@/lib/log'
import { listCondemned, previewRules } from '@/lib/retention/preview'
import { listDuePolicies, toColumns } from '@/lib/retention/store'

/** How often rules run, in milliseconds. */
export const RUN_EVERY_MS = 60 * 60_000

/** How many of the datasets that they deleted are remembered by their titles. */
const REMEMBERED = 100

/** Runs all rules that are due; returns the ids of what they deleted. */
export async function runRetention(now = new Date()): Promise<string[]> {
  const deleted: string[] = []
  for (const policy of await listDuePolicies(now)) {
    if (!(await moveOn(policy, now))) continue
    const gone = await deleteCondemned(policy, now)
    if (gone.length === 0) continue
    await remember(policy, gone, now)
    deleted.push(...gone.map(({ id }) => id))
    log.info({ resource: policy.resource, deleted: gone.map(({ id }) => id) }, 'deleted by retention rules')
  }
  return deleted
}

/** False when another process was faster, or the rules were changed. */
async function moveOn({ resource, rules, nextAt }: RetentionPolicy, now: Date): Promise<boolean> {
  const { count } = await db().retentionPolicy.updateMany({
    where: { resource, ...toColumns(rules), nextAt },
    data: { nextAt: new Date(now.getTime() + RUN_EVERY_MS), lastAt: now },
  })
  return count > 0
}

/** The oldest first. Those that were pinned, named or restored meanwhile stay, and so do all once the rules change. */
async function deleteCondemned({ resource, rules }: RetentionPolicy, now: Date): Promise<Dataset[]> {
  const gone: Dataset[] = []
  const areInForce = async (transaction: Transaction): Promise<boolean> =>
    (await transaction.retentionPolicy.count({ where: { resource, ...toColumns(rules) } })) > 0
  for (const dataset of listCondemned(await previewRules(rules, resource)).reverse()) {
    if (await deleteByRules(dataset.id, now, areInForce)) gone.push(dataset)
  }
  return gone.reverse()
}

async function remember({ resource }: RetentionPolicy, gone: Dataset[], now: Date): Promise<void> {
  const datasets = gone
    .slice(0, REMEMBERED)
    .map((dataset) => ({ id: dataset.id, title: datasetTitle(dataset) }))
  await db().retentionPolicy.updateMany({
    where: { resource },
    data: { lastDeletedAt: now, lastDeleted: JSON.stringify({ count: gone.length, datasets }) },
  })
}
