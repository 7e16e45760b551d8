/** Reads deleted datasets that can still be restored. */
import 'server-only'
import { isDatasetId } from '@/lib/dataset-id'
import { parseDeleter } from '@/lib/datasets/keeping/deletion'
import { type DeletedDataset, restorableSince, restorableUntil } from '@/lib/datasets/model/keeping/deletion'
import type { Slice } from '@/lib/datasets/model/view'
import { AS_ROW, toDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'

export interface DeletedPage {
  deleted: DeletedDataset[]
  total: number
  hasMore: boolean
}

const WITH_DELETER = {
  include: AS_ROW.include,
  omit: { ...AS_ROW.omit, deletedBy: false },
} as const

/** The last one deleted first. */
export async function listDeleted({ limit, offset }: Slice, now = new Date()): Promise<DeletedPage> {
  const where = { deletedAt: { gt: restorableSince(now) } }
  const [rows, total] = await Promise.all([
    db().dataset.findMany({
      where,
      orderBy: [{ deletedAt: 'desc' }, { createdAt: 'desc' }, { id: 'desc' }],
      skip: offset,
      take: limit,
      ...WITH_DELETER,
    }),
    db().dataset.count({ where }),
  ])
  return { deleted: rows.flatMap(toDeleted), total, hasMore: offset + rows.length < total }
}

/** How many can still be restored. */
export async function countDeleted(now = new Date()): Promise<number> {
  return db().dataset.count({ where: { deletedAt: { gt: restorableSince(now) } } })
}

/** Those of these datasets that are deleted and can still be restored, the newest first. */
export async function listDeletedById(ids: string[], now = new Date()): Promise<DeletedDataset[]> {
  const known = ids.filter(isDatasetId)
  if (known.length === 0) return []
  const rows = await db().dataset.findMany({
    where: { id: { in: known }, deletedAt: { gt: restorableSince(now) } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    ...WITH_DELETER,
  })
  return rows.flatMap(toDeleted)
}

type Row = Parameters<typeof toDataset>[0] & { deletedBy: string | null }

/** None for a dataset that is not deleted. */
function toDeleted({ deletedBy, ...row }: Row): DeletedDataset[] {
  const { deletedAt } = row
  if (deletedAt === null) return []
  return [
    {
      dataset: toDataset(row),
      deletedAt,
      deletedBy: parseDeleter(deletedBy),
      restorableUntil: restorableUntil(deletedAt),
    },
  ]
}
