/** What the database knows about a download's parts: how far each has got, and which are complete. */
import 'server-only'
import { countPartRows } from '@/lib/datasets/download/parts'
import type { Part } from '@/lib/datasets/download/step-results'
import { formatObjects, parseObject } from '@/lib/datasets/objects'
import { PARTS_KEPT_MS } from '@/lib/datasets/store'
import { db, type Transaction } from '@/lib/db/client'
import { storage } from '@/lib/storage'
import type { StoredObject } from '@/lib/storage/file'

/** Progress of one part. */
export interface PartProgress {
  name: string
  /** The collection it is a part of, as text that changes when the source's collection does. */
  collection: string
  pages: number
  rows: number
  /** Of the whole file; null while it is being read. */
  sha256: string | null
  /** Where it is in a bucket; null in a folder, and while it is being read. */
  object?: StoredObject | null | undefined
}

/** Counts are absolute: rewriting a part replaces its progress. */
export async function recordPart(
  datasetId: string,
  { name, object = null, ...progress }: PartProgress,
  client: Transaction = db(),
): Promise<void> {
  const data = {
    ...progress,
    object: formatObjects(object),
    finishedAt: progress.sha256 === null ? null : new Date(),
  }
  await client.datasetPart.upsert({
    where: { datasetId_name: { datasetId, name } },
    create: { datasetId, name, ...data },
    update: data,
  })
}

/**
 * A part that this attempt or an earlier one has already read, if it is unchanged. Null when there is none, when its
 * file has changed, or when it is too old to be combined with what is read now. A part on disk that the database does
 * not know was finished just before a kill: a file gets its name only once it is complete.
 */
export async function findWholePart(
  datasetId: string,
  { name, ...about }: Pick<PartProgress, 'name' | 'collection' | 'pages'>,
  now = new Date(),
): Promise<Part | null> {
  const row = await db().datasetPart.findUnique({ where: { datasetId_name: { datasetId, name } } })
  const recorded = parseObject(row?.object ?? null)
  if (row?.sha256) await storage.ensurePart(datasetId, { name, sha256: row.sha256, object: recorded })
  const file = await storage.statPart(datasetId, name)
  const finishedAt = row?.finishedAt ?? file?.modifiedAt
  if (!file || !finishedAt || now.getTime() - finishedAt.getTime() > PARTS_KEPT_MS) return null
  const sha256 = await storage.hashPart(datasetId, name)
  if (sha256 === null || (row?.sha256 && row.sha256 !== sha256)) return null
  const object = recorded ?? (await storage.keepPart(datasetId, name, sha256))
  if (row?.sha256) return { name, rows: row.rows, sha256, ...(object && { object }) }
  const part = { name, rows: await countPartRows(datasetId, name), sha256, ...(object && { object }) }
  await recordPart(datasetId, { ...about, ...part })
  return part
}

/** Forgets parts: those of an abandoned source or a finished download, or all except those of some collections. */
export async function forgetParts(
  datasetId: string,
  exceptOf: string[] = [],
  client: Transaction = db(),
): Promise<void> {
  await client.datasetPart.deleteMany({ where: { datasetId, collection: { notIn: exceptOf } } })
}
