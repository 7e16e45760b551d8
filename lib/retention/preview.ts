import 'server-only'
import { createHash } from 'node:crypto'
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { type RetentionRules, type Verdict } from '@/lib/datasets/model/keeping/retention'
import { AS_ROW, listRunningDatasets, toDataset } from '@/lib/datasets/store'
import { VISIBLE } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'
import { type Compared, judge } from '@/lib/retention/judge'

/** What rules would do with the datasets of a resource now, the newest first. */
export async function previewRules(
  rules: RetentionRules,
  resource: Dataset['resource'] = RESOURCE.path,
): Promise<Verdict[]> {
  // Those that run are read first: what begins later is compared with something that stays as well.
  const running = await listRunningDatasets()
  const rows = await db().dataset.findMany({ where: { status: 'ready', ...VISIBLE, resource }, ...AS_ROW })
  return judge(rows.map(toDataset), rules, listCompared(running))
}

/** A download is compared with the newest dataset from its source; which one that is may not be decided yet. */
function listCompared(running: Dataset[]): Compared {
  const sources = running.map(({ source }) => source)
  return sources.includes(null) ? 'all' : new Set(sources.filter((source) => source !== null))
}

/** What rules would delete. */
export function listCondemned(verdicts: Verdict[]): Dataset[] {
  return verdicts.filter(({ keptBy }) => keptBy.length === 0).map(({ dataset }) => dataset)
}

/** Identifies what would be deleted, so that nothing else is by the time somebody agrees. */
export function previewKey(verdicts: Verdict[]): string {
  const ids = listCondemned(verdicts).map(({ id }) => id)
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex')
}
