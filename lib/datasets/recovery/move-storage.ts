/** Copies the datasets of a folder to the bucket, each one whole or not at all. Running it again goes on where it ended. */
import 'server-only'
import { randomBytes } from 'node:crypto'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatObjects } from '@/lib/datasets/objects'
import { describePublished, type StoredFormat } from '@/lib/datasets/published'
import { replaceReceipt } from '@/lib/datasets/receipt'
import { AS_ROW, listRunningDatasets, toDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { AppError } from '@/lib/errors'
import { formatQuantity } from '@/lib/format'
import { storage } from '@/lib/storage'
import { copyToBucket, inspectFile } from '@/lib/storage/move'
import type { StoredObject } from '@/lib/storage/file'

export interface Move {
  id: string
  /** Why it stays in the folder, worded as the middle of a sentence: "its CSV is missing"; null if it does not. */
  problem: string | null
  /** False when it had been copied before. */
  isNew: boolean
}

/**
 * Copies every ready dataset, deleted ones that can be restored included. `onMoved` is called after each.
 * @throws AppError `conflict` without a bucket or while something is downloaded, `unavailable` when the bucket is not there
 */
export async function moveStorage(onMoved: (move: Move) => void): Promise<void> {
  if (!storage.isRemote)
    throw new AppError(
      'conflict',
      'Set S3_BUCKET and the other S3_ settings: datasets are copied to that bucket.',
    )
  await storage.checkAccess()
  const running = await listRunningDatasets()
  if (running.length > 0)
    throw new AppError(
      'conflict',
      `${formatQuantity(running.length, 'download')} not ended yet. Stop Holocron, or wait for them, then try again.`,
    )
  const rows = await db().dataset.findMany({ where: { status: 'ready' }, orderBy: { id: 'asc' }, ...AS_ROW })
  for (const row of rows) onMoved(await moveDataset(toDataset(row)))
}

async function moveDataset(dataset: Dataset): Promise<Move> {
  const { id } = dataset
  if (dataset.objects) {
    // An earlier run may have ended between the two.
    if (!(await storage.hasFiles(id))) await replaceReceipt(dataset, () => isReady(id))
    return { id, problem: null, isNew: false }
  }
  const batch = `0.${randomBytes(4).toString('hex')}`
  const [csv, parquet] = [await copy(dataset, 'csv', batch), await copy(dataset, 'parquet', batch)]
  const problem = csv.problem ?? parquet.problem
  if (csv.object === null || parquet.object === null) return { id, problem, isNew: true }
  const objects = { csv: csv.object, parquet: parquet.object }
  await db().dataset.updateMany({ where: { id, status: 'ready' }, data: { objects: formatObjects(objects) } })
  await replaceReceipt({ ...dataset, objects }, () => isReady(id))
  return { id, problem: null, isNew: true }
}

type Copied = { object: StoredObject; problem: null } | { object: null; problem: string }

/** Copies a file, unless it is not what was recorded about it. */
async function copy(dataset: Dataset, format: StoredFormat, batch: string): Promise<Copied> {
  const { id, fileName, noun, ...recorded } = describePublished(dataset, format)
  const found = await inspectFile(id, fileName)
  if (found === null) return { object: null, problem: `its ${noun} is missing` }
  if ((recorded.sha256 ?? found.sha256) !== found.sha256)
    return { object: null, problem: `its ${noun} was changed` }
  return { object: await copyToBucket(id, batch, fileName, found.sha256), problem: null }
}

async function isReady(id: string): Promise<boolean> {
  return (await db().dataset.count({ where: { id, status: 'ready' } })) > 0
}
