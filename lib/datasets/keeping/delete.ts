import 'server-only'
import { type DeletionRequest, markDeleted } from '@/lib/datasets/keeping/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { tryToAmendReceipt } from '@/lib/datasets/receipt'
import { requireDataset } from '@/lib/datasets/store'
import type { Transaction } from '@/lib/db/client'
import { AppError } from '@/lib/errors'

/**
 * Deletes a dataset: it disappears at once, but its row and its files stay, so that it can be restored for a day; the
 * sweep removes them afterwards. Whoever is reading it is not disturbed. Returns what was deleted.
 * @throws AppError `not_found`, or `conflict` while it is being downloaded
 */
export async function deleteDataset(
  id: string,
  request: DeletionRequest = { at: new Date(), by: 'person' },
): Promise<Dataset> {
  const dataset = await requireDataset(id)
  const { at: deletedAt } = request
  // A full disk must not keep anybody from deleting: then only this database knows of it.
  if (!(await markDeleted(id, request, () => tryToAmendReceipt(id, { deletedAt })))) {
    await requireDataset(id)
    throw new AppError('conflict', 'This dataset is being downloaded. Cancel the download first.')
  }
  return dataset
}

/** The same by retention rules, for as long as `areInForce`; false for what may stay after all. */
export async function deleteByRules(
  id: string,
  at: Date,
  areInForce: (transaction: Transaction) => Promise<boolean>,
): Promise<boolean> {
  const request: DeletionRequest = { at, by: 'rules', isWanted: areInForce }
  return markDeleted(id, request, () => tryToAmendReceipt(id, { deletedAt: at }))
}
