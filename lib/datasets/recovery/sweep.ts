import 'server-only'
import { whileStatus } from '@/lib/datasets/changes'
import { discardEnded } from '@/lib/datasets/download/lifecycle'
import { forgetParts } from '@/lib/datasets/download/part-records'
import { PAST_STATUSES } from '@/lib/datasets/model/dataset'
import { type KnownDataset, listKnown } from '@/lib/datasets/recovery/known'
import { storage } from '@/lib/storage'

/** How long parts unknown to this database are kept, in milliseconds: another database may be running the download. */
export const UNKNOWN_PARTS_KEPT_MS = 24 * 60 * 60_000

/** What a sweep did, as ids of datasets. */
export interface Swept {
  /** Datasets whose parts, or whose files in the trash, were removed. */
  removed: string[]
  /** Datasets whose deletion was interrupted before it was committed: their files were restored. */
  restored: string[]
}

/**
 * Removes parts of downloads that have ended, and empties the trash. Published files in `datasets/` are never touched,
 * whatever the database says about them: see docs/RELIABILITY.md, “What is ever deleted”. Folders are listed before
 * the database is queried, so a download that begins meanwhile is never mistaken for one that has ended.
 */
export async function sweepRemains(now = new Date()): Promise<Swept> {
  const [parts, trash] = await Promise.all([storage.listStoredIds('parts'), storage.listStoredIds('trash')])
  const known = await listKnown(now)
  const swept: Swept = { removed: [], restored: [] }
  for (const id of parts) {
    if (await sweepParts(id, known.get(id), now)) swept.removed.push(id)
  }
  for (const id of trash) {
    const end = await sweepTrash(id)
    if (end !== null) swept[end].push(id)
  }
  return swept
}

/** True when the parts of this download can no longer be needed. */
export async function areObsolete(id: string, known: KnownDataset | undefined, now: Date): Promise<boolean> {
  if (known !== undefined) return !known.keepsParts
  // Parts next to files in `datasets/` mean an interrupted publish, which only its own database can judge.
  if (await storage.hasFiles(id)) return false
  const changedAt = await storage.partsChangedAt(id)
  return changedAt !== null && now.getTime() - changedAt.getTime() > UNKNOWN_PARTS_KEPT_MS
}

async function sweepParts(id: string, known: KnownDataset | undefined, now: Date): Promise<boolean> {
  if (!(await areObsolete(id, known, now))) return false
  if (PAST_STATUSES.some((status) => status === known?.status)) await discardEnded(id)
  else {
    await forgetParts(id)
    await storage.removeParts(id)
  }
  return true
}

/** A ready dataset in the trash is one whose deletion was never committed. */
async function sweepTrash(id: string): Promise<keyof Swept | null> {
  let isBack = false
  const isReady = await whileStatus(id, ['ready'], async () => (isBack = await storage.restoreFromTrash(id)))
  if (isReady) return isBack ? 'restored' : null
  await storage.emptyTrash(id)
  return 'removed'
}
