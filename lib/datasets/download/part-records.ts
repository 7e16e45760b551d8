/** What the database knows about a download's parts: how far each has got, and which are complete. */
import 'server-only'
import { countPartRows } from '@/lib/datasets/download/parts'
import type { Part } from '@/lib/datasets/download/step-results'
import { formatObjects, parseObject } from '@/lib/datasets/objects'
import { PARTS_KEPT_MS } from '@/lib/datasets/store'
import { db, type Transaction } from '@/lib/db/client'
import { unhurriedly } from '@/lib/db/sync'
import { Prisma } from '@/lib/generated/sqlite/client'
import type { DatasetPartModel } from '@/lib/generated/sqlite/models'
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
export async function recordParts(
  datasetId: string,
  parts: PartProgress[],
  client: Transaction = db(),
): Promise<void> {
  if (parts.length === 0) return
  const now = new Date()
  const rows = parts.map(
    ({ name, collection, pages, rows, sha256, object = null }) =>
      Prisma.sql`(${datasetId}, ${name}, ${collection}, ${pages}, ${rows}, ${sha256}, ${sha256 && now}, ${formatObjects(object)})`,
  )
  await client.$executeRaw`
    INSERT INTO "DatasetPart" ("datasetId", "name", "collection", "pages", "rows", "sha256", "finishedAt", "object")
    VALUES ${Prisma.join(rows)}
    ON CONFLICT ("datasetId", "name") DO UPDATE
    SET "collection" = excluded."collection", "pages" = excluded."pages", "rows" = excluded."rows",
      "sha256" = excluded."sha256", "finishedAt" = excluded."finishedAt", "object" = excluded."object"`
}

type About = Pick<PartProgress, 'name' | 'collection' | 'pages'>

/**
 * Those of some parts that this attempt or an earlier one has already read, by name, if they are unchanged: not when its
 * file has changed, or is too old to be combined with what is read now. A part on disk that the database does not know
 * was finished just before a kill: a file gets its name only once it is complete.
 */
export async function findWholeParts(
  datasetId: string,
  wanted: About[],
  now = new Date(),
): Promise<Map<string, Part>> {
  const rows = await db().datasetPart.findMany({
    where: { datasetId, name: { in: wanted.map(({ name }) => name) } },
  })
  const recorded = new Map(rows.map((row) => [row.name, row]))
  const found = await Promise.all(
    wanted.map((about) => findWholePart(datasetId, about, recorded.get(about.name), now)),
  )
  return new Map(found.flatMap((part) => (part ? [[part.name, part]] : [])))
}

async function findWholePart(
  datasetId: string,
  { name, collection, pages }: About,
  row: DatasetPartModel | undefined,
  now: Date,
): Promise<Part | null> {
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
  await recordParts(datasetId, [{ collection, pages, ...part }])
  return part
}

/** Forgets parts: those of an abandoned source or a finished download, or all except those of some collections. */
export async function forgetParts(
  datasetId: string,
  exceptOf: string[] = [],
  client: Transaction = db(),
): Promise<void> {
  await unhurriedly(() =>
    client.datasetPart.deleteMany({ where: { datasetId, collection: { notIn: exceptOf } } }),
  )
}
