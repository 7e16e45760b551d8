/** What nothing names in a bucket, as seen from the database. */
import 'server-only'
import { parseObjects } from '@/lib/datasets/objects'
import { RUNNING } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { withSharedLock } from '@/lib/db/shared-lock'
import { storage } from '@/lib/storage'
import type { Unnamed } from '@/lib/storage/file'

const NOTHING: Unnamed = { keys: [], uploads: 0 }

/**
 * Removes objects that no row and no `dataset.json` has named for a day, and uploads that were never completed. Of several
 * processes at the same database, one does it. Nothing for a folder.
 */
export async function sweepBucket(now = new Date()): Promise<Unnamed> {
  if (!storage.isRemote) return NOTHING
  return (await withSharedLock('sweep-bucket', () => findUnnamed({ remove: true, now }))) ?? NOTHING
}

/** The same, only reported. */
export async function findUnnamed({ remove = false, now = new Date() } = {}): Promise<Unnamed> {
  return storage.sweepUnnamed(listNamed, { remove, now })
}

/** Deleted datasets and running downloads included. */
async function listNamed(): Promise<{ keys: Set<string>; busyIds: Set<string> }> {
  const keys = new Set<string>()
  const busyIds = new Set<string>()
  for (const { id, status, objects } of await db().dataset.findMany({
    select: { id: true, status: true, objects: true },
  })) {
    if (RUNNING.some((running) => running === status)) busyIds.add(id)
    if (objects === null) continue
    const { csv, parquet } = parseObjects(objects)
    keys.add(csv.key).add(parquet.key)
  }
  return { keys, busyIds }
}
