import 'server-only'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { AS_ROW, getDataset, toDataset } from '@/lib/datasets/store'
import { VISIBLE } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'

/** Names for a base that depend on the time of asking; pages and answers replace them by an id. */
export const RELATIVE_BASES = ['previous', 'latest'] as const

/**
 * The dataset to compare with: `previous` is the newest ready one that is older, `latest` the newest other one; otherwise
 * it is an id. Null when there is none.
 */
export async function findBase({ id, resource, createdAt }: Dataset, name: string): Promise<Dataset | null> {
  if (!RELATIVE_BASES.some((relative) => relative === name)) return getDataset(name)
  const isOlder = [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }]
  const row = await db().dataset.findFirst({
    where: {
      status: 'ready',
      ...VISIBLE,
      resource,
      id: { not: id },
      ...(name === 'previous' && { OR: isOlder }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    ...AS_ROW,
  })
  return row && toDataset(row)
}

/** Ready datasets that this one can be compared with, newest first: at most `limit`. */
export async function listBases({ id, resource }: Dataset, limit: number): Promise<Dataset[]> {
  const rows = await db().dataset.findMany({
    where: { status: 'ready', ...VISIBLE, resource, id: { not: id } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
    ...AS_ROW,
  })
  return rows.map(toDataset)
}
