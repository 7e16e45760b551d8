/** Compares `dataset.json` with the database, field by field. */
import 'server-only'
import { RECEIPT_NAME } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { describePublished } from '@/lib/datasets/published'
import { parseReceipt, formatReceipt, readReceipt } from '@/lib/datasets/receipt'
import { shortHash } from '@/lib/format'
import { storage } from '@/lib/storage'

export interface ReceiptProblem {
  /** Worded as the middle of a sentence. */
  what: string
  advice: string
  /** True when rewriting it from the database loses nothing, provided that the files match the database. */
  canRewrite: boolean
  /** True when the CSV matches the receipt but not the database. */
  isOfFiles: boolean
}

export const RECEIPT_FROM_DATABASE =
  'The files match the database, so it can be written from the database: npm run verify -- --repair'

const DATABASE_IS_OTHER =
  'The files match their receipt, so the database is from a different point in time, or was changed. Restore a backup ' +
  'of it that knows these files; a new, empty database adopts them, too. Nothing was changed.'

/** @returns null when the receipt agrees with the database */
export async function findReceiptProblem(dataset: Dataset): Promise<ReceiptProblem | null> {
  const receipt = await readReceipt(dataset.id)
  if (receipt.dataset === null) {
    if (receipt.kind !== 'foreign') return rewritable(receipt.problem)
    return { what: receipt.problem, advice: 'It was left untouched.', canRewrite: false, isOfFiles: false }
  }
  const fields = listDifferences(dataset, receipt.dataset)
  if (fields.length === 0) return null
  if (receipt.dataset.sha256 !== dataset.sha256) return describeOtherHash(dataset, receipt.dataset)
  return rewritable(`its ${RECEIPT_NAME} and the database differ in ${fields.join(', ')}`)
}

function rewritable(what: string): ReceiptProblem {
  return { what, advice: RECEIPT_FROM_DATABASE, canRewrite: true, isOfFiles: false }
}

/** Tells which of the two hashes the CSV has. */
async function describeOtherHash(dataset: Dataset, receipt: Dataset): Promise<ReceiptProblem> {
  const actual = await storage.withKeptFile(describePublished(dataset, 'csv'), async (file) =>
    (await storage.getFileSize(file)) === null ? null : storage.hashFile(file),
  )
  const [ours, theirs] = [dataset.sha256 ?? 'none', receipt.sha256 ?? 'none']
  const says =
    `the sha256 of its CSV is ${shortHash(ours)} in the database, but ${shortHash(theirs)} in its ${RECEIPT_NAME}; ` +
    (actual === null ? 'the file is missing' : `the file’s is ${shortHash(actual)}`)
  if (actual === ours) return rewritable(says)
  const isOfFiles = actual === theirs
  const advice = isOfFiles ? DATABASE_IS_OTHER : 'Restore the file from a backup that matches one of the two.'
  return { what: says, advice, canRewrite: false, isOfFiles }
}

function listDifferences(dataset: Dataset, receipt: Dataset): string[] {
  // Converted to text and back, so that times are compared with the same precision.
  const { dataset: ours } = parseReceipt(dataset.id, formatReceipt(dataset))
  const fields = Object.keys(receipt) as (keyof Dataset)[]
  return fields.filter((field) => JSON.stringify(ours?.[field]) !== JSON.stringify(receipt[field]))
}
