/** Finds out whether a download brings anything new. */
import 'server-only'
import { isIntact } from '@/lib/datasets/intact'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { describePublished } from '@/lib/datasets/published'
import { AS_ROW, toDataset } from '@/lib/datasets/store'
import { hashContent, isComparable } from '@/lib/datasets/unchanged/content-hash'
import { withMemoryFor } from '@/lib/datasets/verify/memory'
import { VISIBLE } from '@/lib/datasets/visible'
import { db, type Transaction } from '@/lib/db/client'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'

/**
 * The dataset that a running download equals, or null: the one that was last completed from the same source, if its rows
 * say the same and both of its files are still the ones it was published with. Null as well for a download that is to be
 * kept in any case.
 */
export async function findEqual(id: string, contentHash: string | null): Promise<Dataset | null> {
  if (!isComparable(contentHash)) return null
  // A publish that was interrupted goes on as it began.
  if (await storage.hasFiles(id)) return null
  const newest = await findNewest(id)
  if (newest === null) return null
  try {
    const isSame = isComparable(newest.contentHash)
      ? newest.contentHash === contentHash && (await isIntact(newest.dataset))
      : (await isIntact(newest.dataset)) && (await rehash(newest.dataset)) === contentHash
    return isSame ? newest.dataset : null
  } catch (error) {
    // Whatever is wrong with an older dataset, this download is complete.
    log.warn(
      { err: error, datasetId: newest.dataset.id },
      'a dataset could not be compared with a new download',
    )
    return null
  }
}

/** The ready dataset that was last completed from the source of a running download which may end unchanged, and its hash. */
export async function findNewest(
  id: string,
  client: Transaction = db(),
): Promise<{ dataset: Dataset; contentHash: string | null } | null> {
  const download = await client.dataset.findUnique({
    where: { id, status: 'downloading', keepUnchanged: false },
    select: { resource: true, source: true },
  })
  if (!download?.source) return null
  const row = await client.dataset.findFirst({
    where: {
      status: 'ready',
      ...VISIBLE,
      resource: download.resource,
      source: download.source,
      id: { not: id },
    },
    orderBy: [{ finishedAt: { sort: 'desc', nulls: 'last' } }, { createdAt: 'desc' }, { id: 'desc' }],
    ...AS_ROW,
  })
  return row && { dataset: toDataset(row), contentHash: row.contentHash }
}

/** Calculates and stores the hash of a dataset that has none, or one of another version. */
async function rehash(dataset: Dataset): Promise<string> {
  const { id } = dataset
  const contentHash = await storage.withKeptFile(describePublished(dataset, 'parquet'), (file) =>
    withMemoryFor(file, (connection) => hashContent(connection, file)),
  )
  await db().dataset.updateMany({ where: { id, status: 'ready' }, data: { contentHash } })
  return contentHash
}
