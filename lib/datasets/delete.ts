import 'server-only'
import { deleteEnded } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'
import { storage } from '@/lib/storage'

/**
 * Deletes a dataset and its files. The files leave `datasets/` in the transaction that deletes the row, so
 * that neither is left without the other; a crash leaves at most trash, which the sweep empties, or a row
 * whose files it restores. Returns what was deleted.
 * @throws AppError `not_found`, or `conflict` while it is being downloaded
 */
export async function deleteDataset(id: string): Promise<Dataset> {
  const dataset = await requireDataset(id)
  const isDeleted = await deleteEnded(id, (wasReady) =>
    wasReady ? storage.moveToTrash(id) : storage.withdrawUnpublished(id),
  )
  if (!isDeleted) {
    await requireDataset(id)
    throw new AppError('conflict', 'This dataset is being downloaded. Cancel the download first.')
  }
  await storage.discardRemains(id)
  return dataset
}
