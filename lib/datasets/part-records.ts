/** What the database knows of a download's parts: how far each has come, and which are whole. */
import 'server-only'
import { countPartRows } from '@/lib/datasets/parts'
import type { Part } from '@/lib/datasets/step-results'
import { PARTS_KEPT_MS } from '@/lib/datasets/store'
import { db } from '@/lib/db'
import { hashPart, statPart } from '@/lib/storage'

/** Progress of one part. */
export interface PartProgress {
  name: string
  /** What it is a part of: text that changes when the source's collection does. */
  collection: string
  pages: number
  rows: number
  /** Of the whole file; null while it is being read. */
  sha256: string | null
}

/** Numbers are absolute: a part that is written again replaces its progress. */
export async function recordPart(datasetId: string, { name, ...progress }: PartProgress): Promise<void> {
  const data = { ...progress, finishedAt: progress.sha256 === null ? null : new Date() }
  await db().datasetPart.upsert({
    where: { datasetId_name: { datasetId, name } },
    create: { datasetId, name, ...data },
    update: data,
  })
}

/**
 * A part that was read before, by this attempt or an earlier one, and still is what it was. Null when there is none,
 * when its file has changed, or when it is too old to go together with what is read now. One that is on disk without
 * the database knowing was made just before a kill: a file has its name only once it is whole.
 */
export async function findWholePart(
  datasetId: string,
  { name, ...about }: Pick<PartProgress, 'name' | 'collection' | 'pages'>,
  now = new Date(),
): Promise<Part | null> {
  const row = await db().datasetPart.findUnique({ where: { datasetId_name: { datasetId, name } } })
  const file = await statPart(datasetId, name)
  const finishedAt = row?.finishedAt ?? file?.modifiedAt
  if (!file || !finishedAt || now.getTime() - finishedAt.getTime() > PARTS_KEPT_MS) return null
  const sha256 = await hashPart(datasetId, name)
  if (sha256 === null || (row?.sha256 && row.sha256 !== sha256)) return null
  if (row?.sha256) return { name, rows: row.rows, sha256 }
  const part = { name, rows: await countPartRows(datasetId, name), sha256 }
  await recordPart(datasetId, { ...about, ...part })
  return part
}

/** Forgets parts: those of a source that is being given up, of a finished download, or all but some collections'. */
export async function forgetParts(datasetId: string, exceptOf: string[] = []): Promise<void> {
  await db().datasetPart.deleteMany({ where: { datasetId, collection: { notIn: exceptOf } } })
}
