/** Mending, only by what can be proved: every repair is followed by another look. */
import 'server-only'
import { writeCsvFromParquet } from '@/lib/datasets/companion'
import { parquetName } from '@/lib/datasets/file-names'
import { getDataset } from '@/lib/datasets/store'
import { replaceReceipt } from '@/lib/datasets/receipt'
import { sweepRemains } from '@/lib/datasets/sweep'
import type { Dataset } from '@/lib/datasets/types'
import { rewriteCompanion } from '@/lib/datasets/verify/companion-bytes'
import { firstLine } from '@/lib/datasets/verify/csv-file'
import { verifyContent } from '@/lib/datasets/verify/dataset'
import type { Finding } from '@/lib/datasets/verify/finding'
import { findLeftovers } from '@/lib/datasets/verify/leftovers'
import { withMemoryFor } from '@/lib/datasets/verify/memory'
import { adoptProved } from '@/lib/datasets/verify/unknown'
import { datasetPath, replaceFile } from '@/lib/storage'

export interface Repaired {
  mended: Finding[]
  /** What could not be mended, and what is new. */
  left: Finding[]
}

/** Mends what can be mended. Datasets that cannot be mended stay as they are. */
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
    const still = new Set((await findLeftovers()).map(({ message }) => message))
    for (const finding of remains) (still.has(finding.message) ? left : mended).push(finding)
  }
  return { mended, left }
}

/** What is wrong with the dataset afterwards. */
async function repairDataset(finding: Finding): Promise<Finding[]> {
  try {
    const dataset = await mend(finding)
    // Deleted meanwhile: then nothing is wrong with it.
    return dataset === null ? [] : await verifyContent(dataset)
  } catch (error) {
    return [{ ...finding, message: `${finding.message} – which failed: ${firstLine(error)}` }]
  }
}

/** The dataset that was mended; null when it is not ready any more. */
async function mend({ repair, datasetId }: Finding): Promise<Dataset | null> {
  if (repair === 'adopt' && datasetId !== null) return adoptProved(datasetId)
  const dataset = await getReady(datasetId)
  if (dataset === null) return null
  if (repair === 'rebuild csv') await rebuildCsv(dataset)
  if (repair === 'rebuild companion') await rebuildCompanion(dataset)
  if (repair === 'write receipt') await replaceReceipt(dataset, () => isReady(dataset.id))
  return dataset
}

async function rebuildCsv(dataset: Dataset): Promise<void> {
  const { id, fileName, sha256 } = dataset
  await replaceFile(id, fileName, async (file) => {
    const written = await withMemoryFor(dataset, (connection) =>
      writeCsvFromParquet(connection, datasetPath(id, parquetName(id)), file),
    )
    if (written.sha256 !== sha256) throw new Error('The companion does not give the recorded CSV any more.')
    return isReady(id)
  })
}

async function rebuildCompanion(dataset: Dataset): Promise<void> {
  const { id } = dataset
  const name = parquetName(id)
  await replaceFile(id, name, async (file) => {
    await withMemoryFor(dataset, (connection) => rewriteCompanion(connection, datasetPath(id, name), file))
    return isReady(id)
  })
}

async function getReady(id: string | null): Promise<Dataset | null> {
  const dataset = id === null ? null : await getDataset(id)
  return dataset?.status === 'ready' ? dataset : null
}

/** A dataset that is deleted meanwhile gets no file. */
async function isReady(id: string): Promise<boolean> {
  return (await getReady(id)) !== null
}
