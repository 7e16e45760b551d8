import 'server-only'
import { whileStatus } from '@/lib/datasets/changes'
import { discardEnded } from '@/lib/datasets/lifecycle'
import { forgetParts } from '@/lib/datasets/part-records'
import { listKnown, type KnownDataset } from '@/lib/datasets/store'
import { hasFiles, listStoredIds, partsChangedAt, removeParts } from '@/lib/storage'
import { bringBack, emptyTrash } from '@/lib/storage/trash'

/** Parts of a download that this database does not know may be another's, at work just now. In milliseconds. */
export const UNKNOWN_PARTS_KEPT_MS = 24 * 60 * 60_000

/** What a sweep did, by the ids of datasets. */
export interface Swept {
  /** Whose parts, or whose files in the trash, were removed. */
  removed: string[]
  /** Whose deletion was interrupted before the database knew of it: their files are back. */
  broughtBack: string[]
}

/**
 * Removes parts of downloads that have ended, and empties the trash. Files in `datasets/` are no business of a sweep,
 * whatever the database knows of them: see docs/RELIABILITY.md, “What is ever deleted”. Folders are listed before the
 * database is asked, so a download that begins meanwhile is never taken for one that has ended.
 */
export async function sweepRemains(now = new Date()): Promise<Swept> {
  const [parts, trash] = await Promise.all([listStoredIds('parts'), listStoredIds('trash')])
  const known = await listKnown(now)
  const swept: Swept = { removed: [], broughtBack: [] }
  for (const id of parts) {
    if (await sweepParts(id, known.get(id), now)) swept.removed.push(id)
  }
  for (const id of trash) {
    const end = await sweepTrash(id)
    if (end !== null) swept[end].push(id)
  }
  return swept
}

/** True when there is nobody left who could need the parts of this download. */
export async function areForgotten(id: string, known: KnownDataset | undefined, now: Date): Promise<boolean> {
  if (known !== undefined) return !known.keepsParts
  // With files beside them they say that a publish was interrupted, which only its own database can judge.
  if (await hasFiles(id)) return false
  const changedAt = await partsChangedAt(id)
  return changedAt !== null && now.getTime() - changedAt.getTime() > UNKNOWN_PARTS_KEPT_MS
}

async function sweepParts(id: string, known: KnownDataset | undefined, now: Date): Promise<boolean> {
  if (!(await areForgotten(id, known, now))) return false
  if (known?.status === 'failed' || known?.status === 'cancelled') await discardEnded(id)
  else {
    await forgetParts(id)
    await removeParts(id)
  }
  return true
}

/** A ready dataset in the trash is one whose deletion never came to be. */
async function sweepTrash(id: string): Promise<keyof Swept | null> {
  let isBack = false
  const isReady = await whileStatus(id, ['ready'], async () => (isBack = await bringBack(id)))
  if (isReady) return isBack ? 'broughtBack' : null
  await emptyTrash(id)
  return 'removed'
}
