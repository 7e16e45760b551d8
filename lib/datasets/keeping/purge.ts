import 'server-only'
import { isDatasetId } from '@/lib/dataset-id'
import { elsewhereError, isOtherMark, readMarkOf } from '@/lib/datasets/elsewhere'
import { removeDeleted } from '@/lib/datasets/keeping/changes'
import { noSuchDataset } from '@/lib/datasets/keeping/deletion'
import { restorableSince } from '@/lib/datasets/model/keeping/deletion'
import { getDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'

/**
 * Removes datasets that were deleted a day ago or longer, for good; returns their ids. The files leave `datasets/` in the
 * transaction that removes the row, so that neither is left without the other; a crash leaves at most trash, which
 * the sweep empties, or a row whose files it puts back. Those in another
 * storage are left to a server that sees it. One that cannot be removed is left for the next time.
 */
export async function purgeDeleted(now = new Date()): Promise<string[]> {
  const until = restorableSince(now)
  const rows = await db().dataset.findMany({
    where: { deletedAt: { lte: until } },
    orderBy: [{ deletedAt: 'asc' }, { id: 'asc' }],
    select: { id: true, storageMark: true },
  })
  const removed: string[] = []
  for (const { id, storageMark } of rows) {
    try {
      if (await purge(id, until, storageMark)) removed.push(id)
    } catch (error) {
      if (error instanceof AppError && error.code === 'elsewhere') continue
      log.error({ err: error, datasetId: id }, 'a deleted dataset could not be removed')
    }
  }
  return removed
}

/**
 * Removes one deleted dataset at once, for good, because its space is needed.
 * @throws AppError `not_found` when it is unknown or removed already, `conflict` when it is not deleted,
 * `elsewhere` when its files are in another storage
 */
export async function purgeNow(id: string): Promise<void> {
  if ((await getDataset(id)) !== null)
    throw new AppError('conflict', 'This dataset is not deleted. Delete it first.')
  if (!isDatasetId(id) || !(await purge(id, new Date(), await readMarkOf(id)))) throw await noSuchDataset(id)
}

async function purge(id: string, until: Date, storageMark: string | null): Promise<boolean> {
  const isRemoved = await removeDeleted(id, until, async (wasReady) => {
    if (!wasReady) return storage.withdrawUnpublished(id)
    if (!(await storage.moveToTrash(id)) && (await isOtherMark(storageMark))) throw elsewhereError()
  })
  if (isRemoved) await storage.discardRemains(id)
  return isRemoved
}
