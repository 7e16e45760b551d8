/** Folders in `datasets/` that the database does not know: which can be adopted, and what is wrong with the others. */
import 'server-only'
import { csvName, parquetName, RECEIPT_NAME } from '@/lib/datasets/files'
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readReceipt, replaceReceipt } from '@/lib/datasets/receipt'
import { proveByReceipt, recordAdoption } from '@/lib/datasets/recovery/adopt'
import { takeInventory } from '@/lib/datasets/recovery/inventory'
import { getDataset } from '@/lib/datasets/store'
import { compareFiles } from '@/lib/datasets/verify/dataset'
import { firstLine } from '@/lib/datasets/verify/files/csv'
import { inspectParquet } from '@/lib/datasets/verify/files/parquet'
import type { Finding } from '@/lib/datasets/verify/finding'
import { withConnection } from '@/lib/duckdb/lanes'
import { storage } from '@/lib/storage'

const ADOPT = 'It can be adopted: npm run verify -- --repair'
const BY_START = 'Start Holocron or run npm run verify -- --repair to adopt it.'
const LEFT = 'It was left untouched.'
const SETTLED_AFTER_MS = 60_000

/** The warning on a dataset that was adopted without a receipt. */
export const UNKNOWN_ORIGIN =
  'Adopted from its files alone: its source, the count that the source declared, and its requests are unknown.'

/** What may be adopted; `proof` says on what evidence. */
type Proof = { dataset: Dataset; proof: 'receipt' | 'content' } | { dataset: null; problem: string }

/** @param deep also checks whether files that no receipt proves prove each other */
export async function findUnknown(deep: boolean, now = Date.now()): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const id of (await takeInventory()).unknown) {
    if (await isAtWork(id, now)) continue
    const proof = await prove(id, deep)
    // Adopted or deleted meanwhile.
    if (!(await storage.hasFiles(id)) || (await getDataset(id))?.status === 'ready') continue
    findings.push(describe(id, proof))
  }
  return findings
}

/**
 * Adopts a dataset whose files are proved by its receipt, or by each other's values.
 * @throws Error with the reason, when they are not
 */
export async function adoptProved(id: string): Promise<Dataset | null> {
  const proof = await prove(id, true)
  if (proof.dataset === null) throw new Error(proof.problem)
  await recordAdoption(proof.dataset, storage.hasFiles)
  const dataset = await getDataset(id)
  if (dataset?.status === 'ready' && (await readReceipt(id)).dataset === null)
    await replaceReceipt(dataset, async () => (await getDataset(id)) !== null)
  return dataset
}

/** True while another database may be publishing it. */
async function isAtWork(id: string, now: number): Promise<boolean> {
  const changedAt = await storage.partsChangedAt(id)
  return changedAt !== null && now - changedAt.getTime() < SETTLED_AFTER_MS
}

async function prove(id: string, deep: boolean): Promise<Proof> {
  try {
    const byReceipt = await proveByReceipt(id)
    if (byReceipt.dataset !== null) return { dataset: byReceipt.dataset, proof: 'receipt' }
    // In a bucket, nothing but the receipt says which objects are the files.
    return deep && !storage.isRemote ? await proveByContent(id, byReceipt.problem) : byReceipt
  } catch (error) {
    return { dataset: null, problem: `it cannot be read (${firstLine(error)})` }
  }
}

/** Two files that agree in every value are intact, whoever wrote them. A receipt that contradicts them is believed. */
async function proveByContent(id: string, problem: string): Promise<Proof> {
  const receipt = await readReceipt(id)
  if (receipt.dataset === null && receipt.kind !== 'missing') return { dataset: null, problem }
  const dataset = await describeFiles(id)
  if (dataset === null) return { dataset: null, problem: `${problem}, and one of its two files is missing` }
  // Without a recorded hash, the bytes of the Parquet file are compared one by one.
  const [found] = await compareFiles({ ...dataset, parquetSha256: null })
  if (found !== undefined) return { dataset: null, problem: `${problem}, and ${found.what}` }
  if (receipt.dataset === null) return { dataset, proof: 'content' }
  const { sha256, parquetSha256 } = receipt.dataset
  const isNamed = dataset.sha256 === sha256 && [null, dataset.parquetSha256].includes(parquetSha256)
  return isNamed ? { dataset: receipt.dataset, proof: 'content' } : { dataset: null, problem }
}

/** A dataset described from its two files alone; null when one is missing. */
async function describeFiles(id: string): Promise<Dataset | null> {
  const [csv, parquet] = [storage.datasetPath(id, csvName(id)), storage.datasetPath(id, parquetName(id))]
  const byteSize = await storage.getFileSize(csv)
  if (byteSize === null || (await storage.getFileSize(parquet)) === null) return null
  const { rowCount } = await withConnection('work', (connection) => inspectParquet(connection, parquet))
  return {
    id,
    resource: RESOURCE.path,
    fileName: csvName(id),
    status: 'ready',
    phase: 'assembling',
    requestedSource: 'unknown',
    ...{ source: null, shape: null, error: null, problem: null },
    createdAt: timeOf(id),
    startedAt: null,
    finishedAt: await storage.modifiedAt(csv),
    rowCount: rowCount ?? 0,
    ...{ declaredCount: null, planetCount: 0, pagesTotal: null, pagesDone: 0, requests: 0, retries: 0 },
    byteSize,
    sha256: await storage.hashFile(csv),
    parquetSha256: await storage.hashFile(parquet),
    ...{ contentHash: null, sameAs: null },
    warnings: [UNKNOWN_ORIGIN],
    ...{
      sourceFailures: [],
      attempt: 1,
      label: null,
      note: null,
      pinned: false,
      deletedAt: null,
      pastAttempts: [],
    },
  }
}

/** `20261122-203057-k3f9x` → 2026-11-22T20:30:57Z */
function timeOf(id: string): Date {
  const [, ...numbers] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/.exec(id) ?? []
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbers.map(Number)
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}

function describe(id: string, proof: Proof): Finding {
  const folder = `datasets/${id} is not in the database`
  const finding = { code: 'unknown-files', datasetId: id } as const
  if (proof.dataset === null)
    return { ...finding, message: `${folder}: ${proof.problem}. ${LEFT}`, repair: null }
  const message =
    proof.proof === 'receipt'
      ? `${folder}, but intact: its files match its ${RECEIPT_NAME}. ${BY_START}`
      : `${folder}, but intact: its CSV and its Parquet file agree in every value. ${ADOPT}`
  return { ...finding, message, repair: 'adopt' }
}
