/** What the database knows about all datasets, for comparison with the storage. */
import 'server-only'
import { z } from 'zod'
import { DATASET_STATUSES, type DatasetStatus, isRunning } from '@/lib/datasets/model/dataset'
import { PARTS_KEPT_MS } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'

const statusSchema = z.enum(DATASET_STATUSES)

/** What the database knows about a dataset. */
export interface KnownDataset {
  status: DatasetStatus
  /** True for a download that is running, or failed so recently that a retry can use what it has read. */
  keepsParts: boolean
  /** Deleted, though it can be restored or is yet to be removed. */
  isDeleted: boolean
  /** The mark of the storage that has its files; null when it is not known. */
  storageMark: string | null
}

/** Every dataset in the database, by id, deleted ones included. */
export async function listKnown(now = new Date()): Promise<Map<string, KnownDataset>> {
  const rows = await db().dataset.findMany({
    select: { id: true, status: true, finishedAt: true, deletedAt: true, storageMark: true },
  })
  const freshSince = new Date(now.getTime() - PARTS_KEPT_MS)
  return new Map(
    rows.map(({ id, status: text, finishedAt, deletedAt, storageMark }) => {
      const status = statusSchema.parse(text)
      const keepsParts = isRunning(status) || (status === 'failed' && (finishedAt ?? now) > freshSince)
      return [id, { status, keepsParts, isDeleted: deletedAt !== null, storageMark }]
    }),
  )
}
