import 'server-only'
import { markRestored } from '@/lib/datasets/keeping/changes'
import { noSuchDataset } from '@/lib/datasets/keeping/deletion'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { tryToAmendReceipt } from '@/lib/datasets/receipt'
import { getDataset, requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'
import { storage } from '@/lib/storage'

/**
 * Restores a dataset that was deleted within the last day, as it was; what rules deleted is pinned, so that they leave
 * it. Returns the dataset.
 * @throws AppError `not_found` when it is unknown or removed, `conflict` when it is not deleted
 */
export async function restoreDataset(id: string, now = new Date()): Promise<Dataset> {
  if ((await getDataset(id)) !== null) throw new AppError('conflict', 'This dataset is not deleted.')
  const isRestored = await markRestored(id, now, async ({ pinned }) => {
    // A sweep that was killed while it removed the files has left them in the trash.
    await storage.restoreFromTrash(id)
    await tryToAmendReceipt(id, { deletedAt: null, ...(pinned && { pinned }) })
  })
  if (!isRestored) throw await noSuchDataset(id, now)
  return requireDataset(id)
}
