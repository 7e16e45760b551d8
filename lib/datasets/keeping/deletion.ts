import 'server-only'
import { type Deleter, restorableUntil } from '@/lib/datasets/model/keeping/deletion'
import { db } from '@/lib/db/client'
import { isDatasetId } from '@/lib/dataset-id'
import { AppError } from '@/lib/errors'
import { formatDateTime } from '@/lib/format'

/** When a dataset was deleted, and until when it can be restored. */
export interface Deletion {
  deletedAt: Date
  restorableUntil: Date
}

/** The deletion of a dataset whose row still exists; null when it is not deleted, or unknown. */
export async function getDeletion(id: string): Promise<Deletion | null> {
  if (!isDatasetId(id)) return null
  const row = await db().dataset.findUnique({ where: { id }, select: { deletedAt: true } })
  const deletedAt = row?.deletedAt ?? null
  return deletedAt && { deletedAt, restorableUntil: restorableUntil(deletedAt) }
}

/** Why there is no such dataset: it was deleted, and can be restored for some time, or it is unknown. */
export async function noSuchDataset(id: string, now = new Date()): Promise<AppError> {
  const until = (await getDeletion(id))?.restorableUntil
  if (until === undefined || until <= now) return new AppError('not_found', 'There is no such dataset.')
  const sentence = `This dataset was deleted. It can be restored until ${formatDateTime(until)}.`
  return new AppError('not_found', sentence)
}

/** What the database has is what we wrote; anything else would be a person's doing. */
export function parseDeleter(text: string | null): Deleter {
  return text === 'rules' ? 'rules' : 'person'
}
