/** `dataset.json` beside what the database says, field by field. */
import 'server-only'
import { RECEIPT_NAME } from '@/lib/datasets/file-names'
import { parseReceipt, formatReceipt, readReceipt } from '@/lib/datasets/receipt'
import type { Dataset } from '@/lib/datasets/types'
import { getFileSize } from '@/lib/datasets/verify/csv-file'
import { shortHash } from '@/lib/format'
import { datasetPath, hashFile } from '@/lib/storage'

export interface ReceiptProblem {
  /** The middle of a sentence. */
  what: string
  advice: string
  /** True when nothing is lost by writing it again from the database, provided that the files are the database's. */
  canRewrite: boolean
  /** True when the CSV is the one that the receipt names, and not the database's. */
  isOfFiles: boolean
}

export const RECEIPT_FROM_DATABASE =
  'The files are those that the database knows, so it can be written again: npm run verify -- --repair'

const DATABASE_IS_OTHER =
  'The files and their receipt agree, so the database is another state of itself, or was changed. Put back a copy of it ' +
  'that knows these files; a new, empty database adopts them, too. Nothing was changed.'

/** @returns null when the receipt says what the database says */
export async function findReceiptProblem(dataset: Dataset): Promise<ReceiptProblem | null> {
  const receipt = await readReceipt(dataset.id)
  if (receipt.dataset === null) {
    if (receipt.kind !== 'foreign') return rewritable(receipt.problem)
    return { what: receipt.problem, advice: 'It was left as it was.', canRewrite: false, isOfFiles: false }
  }
  const fields = listDifferences(dataset, receipt.dataset)
  if (fields.length === 0) return null
  if (receipt.dataset.sha256 !== dataset.sha256) return describeOtherHash(dataset, receipt.dataset)
  return rewritable(`its ${RECEIPT_NAME} and the database differ in ${fields.join(', ')}`)
}

function rewritable(what: string): ReceiptProblem {
  return { what, advice: RECEIPT_FROM_DATABASE, canRewrite: true, isOfFiles: false }
}

/** Which of the two the CSV is. */
async function describeOtherHash(dataset: Dataset, receipt: Dataset): Promise<ReceiptProblem> {
  const file = datasetPath(dataset.id, dataset.fileName)
  const actual = (await getFileSize(file)) === null ? null : await hashFile(file)
  const [ours, theirs] = [dataset.sha256 ?? 'none', receipt.sha256 ?? 'none']
  const says =
    `the database says that the sha256 of its CSV is ${shortHash(ours)}, its ${RECEIPT_NAME} ${shortHash(theirs)}; ` +
    `the file’s is ${actual === null ? 'unknown, for it is missing' : shortHash(actual)}`
  if (actual === ours) return rewritable(says)
  const isOfFiles = actual === theirs
  const advice = isOfFiles ? DATABASE_IS_OTHER : 'Put the file back from a copy that is one of the two.'
  return { what: says, advice, canRewrite: false, isOfFiles }
}

function listDifferences(dataset: Dataset, receipt: Dataset): string[] {
  // Through text and back, so that times are compared to the same digit.
  const { dataset: ours } = parseReceipt(dataset.id, formatReceipt(dataset))
  const fields = Object.keys(receipt) as (keyof Dataset)[]
  return fields.filter((field) => JSON.stringify(ours?.[field]) !== JSON.stringify(receipt[field]))
}
