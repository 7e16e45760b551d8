/** Where a dataset stands among the ready ones of its resource, in the order in which they were downloaded. */
import 'server-only'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { AS_ROW, toDataset } from '@/lib/datasets/store'
import { VISIBLE } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'

export interface Neighbors {
  /** The newest ready dataset that is older. */
  previous: Dataset | null
  /** The oldest ready dataset that is newer. */
  next: Dataset | null
}

/** The datasets beside this one; null at the ends. */
export async function findNeighbors(dataset: Dataset): Promise<Neighbors> {
  const [previous, next] = await Promise.all([findNeighbor(dataset, 'lt'), findNeighbor(dataset, 'gt')])
  return { previous, next }
}

async function findNeighbor(
  { id, resource, createdAt }: Dataset,
  side: 'lt' | 'gt',
): Promise<Dataset | null> {
  const order = side === 'lt' ? 'desc' : 'asc'
  const row = await db().dataset.findFirst({
    where: {
      ...{ status: 'ready', ...VISIBLE, resource },
      OR: [{ createdAt: { [side]: createdAt } }, { createdAt, id: { [side]: id } }],
    },
    orderBy: [{ createdAt: order }, { id: order }],
    ...AS_ROW,
  })
  return row && toDataset(row)
}
