/**
 * Taking in published datasets that this database does not know: it is new, or another one, or an older copy of itself.
 * What cannot be proved by its `dataset.json` stays where it is, untouched.
 */
import 'server-only'
import { markAdopted } from '@/lib/datasets/adopted-row'
import { csvName, parquetName, RECEIPT_NAME } from '@/lib/datasets/file-names'
import { readReceipt } from '@/lib/datasets/receipt'
import type { Dataset } from '@/lib/datasets/types'
import { findCsvProblem, firstLine, getFileSize } from '@/lib/datasets/verify/csv-file'
import { datasetPath, hasFiles, hashFile, hasParts, isMissing } from '@/lib/storage'
import { statDatasetFile } from '@/lib/storage/read'

/**
 * What came of it. `gone`: somebody else adopted or deleted it meanwhile. `left`: it stays as it is, for a reason that is
 * the middle of a sentence, "it has no dataset.json".
 */
export type Adoption = { outcome: 'adopted' | 'gone' } | { outcome: 'left'; reason: string }

/** Adopts a dataset whose files are those that its `dataset.json` names. Reads both files once, at constant memory. */
export async function adoptDataset(id: string): Promise<Adoption> {
  try {
    const { dataset, problem } = await proveByReceipt(id)
    if (dataset !== null)
      return { outcome: (await markAdopted(dataset, () => isPublished(id))) ? 'adopted' : 'gone' }
    return (await hasFiles(id)) ? { outcome: 'left', reason: problem } : { outcome: 'gone' }
  } catch (error) {
    // A disk that fails, or rights that are missing: the other datasets may be fine.
    return { outcome: 'left', reason: `it cannot be read (${firstLine(error)})` }
  }
}

/** The dataset that lies in a folder, its files proved by its receipt; or why it may not be taken in. */
export async function proveByReceipt(
  id: string,
): Promise<{ dataset: Dataset; problem: null } | { dataset: null; problem: string }> {
  if (await hasParts(id)) return { dataset: null, problem: INTERRUPTED }
  await assertOwnFiles(id)
  const receipt = await readReceipt(id)
  if (receipt.dataset === null) return receipt
  const csv = await findCsvProblem(receipt.dataset, Number.POSITIVE_INFINITY)
  const problem = csv?.what ?? (await findCompanionProblem(receipt.dataset))
  return problem === null ? receipt : { dataset: null, problem }
}

/** What a link leads to may be anything on this machine. */
async function assertOwnFiles(id: string): Promise<void> {
  for (const name of [RECEIPT_NAME, csvName(id), parquetName(id)]) {
    await statDatasetFile(id, name).catch((error: unknown) => {
      if (!isMissing(error)) throw error
    })
  }
}

const INTERRUPTED = 'its publishing was interrupted, and only the database that began it knows how it ended'

async function findCompanionProblem({ id, parquetSha256 }: Dataset): Promise<string | null> {
  const file = datasetPath(id, parquetName(id))
  if ((await getFileSize(file)) === null) return 'its Parquet companion is missing'
  if (parquetSha256 === null) return 'its dataset.json has no hash of its Parquet companion'
  if ((await hashFile(file)) === parquetSha256) return null
  return 'its Parquet companion is another file than its dataset.json names'
}

/** As `proveByReceipt` found it: neither deleted nor taken back meanwhile. */
export async function isPublished(id: string): Promise<boolean> {
  return (await hasFiles(id)) && !(await hasParts(id))
}
