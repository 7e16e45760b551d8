/** Folders in `datasets/` that the database does not know: which can be adopted, and what is wrong with the others. */
import 'server-only'
import { stat } from 'node:fs/promises'
import { proveByReceipt } from '@/lib/datasets/adopt'
import { markAdopted } from '@/lib/datasets/adopted-row'
import { csvName, parquetName, RECEIPT_NAME } from '@/lib/datasets/file-names'
import { takeInventory } from '@/lib/datasets/inventory'
import { readReceipt, replaceReceipt } from '@/lib/datasets/receipt'
import { getDataset } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import { inspectCompanion } from '@/lib/datasets/verify/companion-file'
import { firstLine, getFileSize } from '@/lib/datasets/verify/csv-file'
import { compareFiles } from '@/lib/datasets/verify/dataset'
import type { Finding } from '@/lib/datasets/verify/finding'
import { withConnection } from '@/lib/duckdb'
import { datasetPath, hasFiles, hashFile, partsChangedAt } from '@/lib/storage'

const ADOPT = 'It can be adopted: npm run verify -- --repair'
const BY_START = 'Start Holocron, or run npm run verify -- --repair, and it is adopted.'
const LEFT = 'It was left untouched.'
const SETTLED_AFTER_MS = 60_000

/** What a dataset says of itself that was adopted without a receipt. */
export const UNKNOWN_ORIGIN =
  'Adopted from its files alone: its source, the number that the source declared, and its requests are not known.'

/** What may be adopted; `proof` says how that is known. */
type Proof = { dataset: Dataset; proof: 'receipt' | 'content' } | { dataset: null; problem: string }

/** @param deep also looks whether files that no receipt proves prove each other */
export async function findUnknown(deep: boolean, now = Date.now()): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const id of (await takeInventory()).unknown) {
    if (await isAtWork(id, now)) continue
    const proof = await prove(id, deep)
    // Adopted or deleted meanwhile.
    if (!(await hasFiles(id)) || (await getDataset(id))?.status === 'ready') continue
    findings.push(describe(id, proof))
  }
  return findings
}

/**
 * Adopts a dataset whose files prove each other, by its receipt or by all their values.
 * @throws Error when they do not, with the reason
 */
export async function adoptProved(id: string): Promise<Dataset | null> {
  const proof = await prove(id, true)
  if (proof.dataset === null) throw new Error(proof.problem)
  await markAdopted(proof.dataset, () => hasFiles(id))
  const dataset = await getDataset(id)
  if (dataset?.status === 'ready' && (await readReceipt(id)).dataset === null)
    await replaceReceipt(dataset, async () => (await getDataset(id)) !== null)
  return dataset
}

/** A publish of another database that goes on just now. */
async function isAtWork(id: string, now: number): Promise<boolean> {
  const changedAt = await partsChangedAt(id)
  return changedAt !== null && now - changedAt.getTime() < SETTLED_AFTER_MS
}

async function prove(id: string, deep: boolean): Promise<Proof> {
  try {
    const byReceipt = await proveByReceipt(id)
    if (byReceipt.dataset !== null) return { dataset: byReceipt.dataset, proof: 'receipt' }
    return deep ? await proveByContent(id, byReceipt.problem) : byReceipt
  } catch (error) {
    return { dataset: null, problem: `it cannot be read (${firstLine(error)})` }
  }
}

/** Two files of which each gives the other are whole, whoever wrote them down. A receipt that denies it is believed. */
async function proveByContent(id: string, problem: string): Promise<Proof> {
  const receipt = await readReceipt(id)
  if (receipt.dataset === null && receipt.kind !== 'missing') return { dataset: null, problem }
  const dataset = await describeFiles(id)
  if (dataset === null) return { dataset: null, problem: `${problem}, and one of its two files is missing` }
  // Without a hash of the companion its bytes are looked at one by one.
  const [found] = await compareFiles({ ...dataset, parquetSha256: null })
  if (found !== undefined) return { dataset: null, problem: `${problem}, and ${found.what}` }
  if (receipt.dataset === null) return { dataset, proof: 'content' }
  const { sha256, parquetSha256 } = receipt.dataset
  const isNamed = dataset.sha256 === sha256 && [null, dataset.parquetSha256].includes(parquetSha256)
  return isNamed ? { dataset: receipt.dataset, proof: 'content' } : { dataset: null, problem }
}

/** A dataset as its two files alone tell it; null when one is missing. */
async function describeFiles(id: string): Promise<Dataset | null> {
  const [csv, parquet] = [datasetPath(id, csvName(id)), datasetPath(id, parquetName(id))]
  const byteSize = await getFileSize(csv)
  if (byteSize === null || (await getFileSize(parquet)) === null) return null
  const { rowCount } = await withConnection('work', (connection) => inspectCompanion(connection, { id }))
  return {
    id,
    resource: 'people',
    fileName: csvName(id),
    status: 'ready',
    phase: 'assembling',
    requestedSource: 'unknown',
    ...{ source: null, shape: null, error: null, problem: null },
    createdAt: timeOf(id),
    startedAt: null,
    finishedAt: (await stat(csv)).mtime,
    rowCount: rowCount ?? 0,
    ...{ declaredCount: null, planetCount: 0, pagesTotal: null, pagesDone: 0, requests: 0, retries: 0 },
    byteSize,
    sha256: await hashFile(csv),
    parquetSha256: await hashFile(parquet),
    warnings: [UNKNOWN_ORIGIN],
    ...{ sourceFailures: [], attempt: 1, pastAttempts: [] },
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
  const finding = { code: 'I5', datasetId: id } as const
  if (proof.dataset === null)
    return { ...finding, message: `${folder}: ${proof.problem}. ${LEFT}`, repair: null }
  const message =
    proof.proof === 'receipt'
      ? `${folder}, but whole: its files are those that its ${RECEIPT_NAME} names. ${BY_START}`
      : `${folder}, but whole: its CSV and its Parquet companion agree in every value. ${ADOPT}`
  return { ...finding, message, repair: 'adopt' }
}
