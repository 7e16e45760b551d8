/** Repairs only what can be proved; every repair is verified. */
import 'server-only'
import { writeCsvFromParquet } from '@/lib/datasets/assemble/write-files'
import { parquetName } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { describePublished } from '@/lib/datasets/published'
import { replaceReceipt } from '@/lib/datasets/receipt'
import { recordObject } from '@/lib/datasets/recovery/record-object'
import { sweepBucket } from '@/lib/datasets/recovery/sweep-bucket'
import { sweepRemains } from '@/lib/datasets/recovery/sweep'
import { getDataset } from '@/lib/datasets/store'
import { verifyContent } from '@/lib/datasets/verify/dataset'
import { firstLine } from '@/lib/datasets/verify/files/csv'
import { rewriteParquet } from '@/lib/datasets/verify/files/parquet-bytes'
import type { Finding } from '@/lib/datasets/verify/finding'
import { findLeftovers } from '@/lib/datasets/verify/leftovers'
import { withMemoryFor } from '@/lib/datasets/verify/memory'
import { adoptProved } from '@/lib/datasets/verify/unknown'
import { storage } from '@/lib/storage'

export interface Repaired {
  mended: Finding[]
  /** What could not be repaired, and any new findings. */
  left: Finding[]
}

/** Repairs what can be repaired. Datasets that cannot be repaired are left untouched. */
export async function repairFindings(findings: Finding[]): Promise<Repaired> {
  const mended: Finding[] = []
  const left: Finding[] = []
  const remains = findings.filter(({ repair }) => repair === 'sweep')
  for (const finding of findings.filter(({ repair }) => repair !== 'sweep')) {
    const remaining = finding.repair === null ? [finding] : await repairDataset(finding)
    if (remaining.length === 0) mended.push(finding)
    left.push(...remaining)
  }
  if (remains.length > 0 || mended.some(({ repair }) => repair === 'adopt')) {
    await sweepRemains()
    await sweepBucket()
    const still = new Set((await findLeftovers()).map(({ message }) => message))
    for (const finding of remains) (still.has(finding.message) ? left : mended).push(finding)
  }
  return { mended, left }
}

/** Returns what is still wrong with the dataset. */
async function repairDataset(finding: Finding): Promise<Finding[]> {
  try {
    const dataset = await mend(finding)
    // If it was deleted meanwhile, nothing is wrong with it.
    return dataset === null ? [] : await verifyContent(dataset)
  } catch (error) {
    return [{ ...finding, message: `${finding.message} – which failed: ${firstLine(error)}` }]
  }
}

/** Returns the repaired dataset; null when it is no longer ready. */
async function mend({ repair, datasetId }: Finding): Promise<Dataset | null> {
  if (repair === 'adopt' && datasetId !== null) return adoptProved(datasetId)
  const dataset = await getReady(datasetId)
  if (dataset === null) return null
  if (repair === 'rebuild csv') await rebuildCsv(dataset)
  if (repair === 'rebuild parquet') await rebuildParquet(dataset)
  if (repair === 'write receipt') await replaceReceipt(dataset, () => isReady(dataset.id))
  // Its files may be other objects now.
  return getReady(datasetId)
}

async function rebuildCsv(dataset: Dataset): Promise<void> {
  const { id, fileName, sha256 } = dataset
  const object = await withKeptParquet(dataset, (parquet) =>
    storage.replaceFile(id, fileName, async (file) => {
      const written = await withMemoryFor(parquet, (connection) =>
        writeCsvFromParquet(connection, parquet, file),
      )
      if (written.sha256 !== sha256) throw new Error('The Parquet file no longer produces the recorded CSV.')
      return isReady(id)
    }),
  )
  await recordObject(dataset, 'csv', object)
}

async function rebuildParquet(dataset: Dataset): Promise<void> {
  const { id } = dataset
  const object = await withKeptParquet(dataset, (parquet) =>
    storage.replaceFile(id, parquetName(id), async (file) => {
      await withMemoryFor(parquet, (connection) => rewriteParquet(connection, parquet, file))
      return isReady(id)
    }),
  )
  await recordObject(dataset, 'parquet', object)
}

function withKeptParquet<T>(dataset: Dataset, work: (file: string) => Promise<T>): Promise<T> {
  return storage.withKeptFile(describePublished(dataset, 'parquet'), work)
}

async function getReady(id: string | null): Promise<Dataset | null> {
  const dataset = id === null ? null : await getDataset(id)
  return dataset?.status === 'ready' ? dataset : null
}

/** No file is written for a dataset that was deleted meanwhile. */
async function isReady(id: string): Promise<boolean> {
  return (await getReady(id)) !== null
}
