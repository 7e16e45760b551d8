/**
 * Adopts published datasets that this database does not know because it is new, a different one, or an older copy of
 * itself. What cannot be proved by its `dataset.json` stays where it is, untouched.
 */
import 'server-only'
import { csvName, parquetName, RECEIPT_NAME } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { restorableSince } from '@/lib/datasets/model/keeping/deletion'
import { describePublished } from '@/lib/datasets/published'
import { readReceipt, tryToAmendReceipt } from '@/lib/datasets/receipt'
import { markAdopted } from '@/lib/datasets/recovery/adopted-row'
import { findCsvProblem, firstLine } from '@/lib/datasets/verify/files/csv'
import { storage } from '@/lib/storage'

/**
 * The result. `gone`: another process adopted or deleted it meanwhile. `left`: it stays as it is, for a reason worded
 * as the middle of a sentence: "it has no dataset.json".
 */
export type Adoption = { outcome: 'adopted' | 'gone' } | { outcome: 'left'; reason: string }

/** Adopts a dataset whose files match its `dataset.json`. Reads both files once, in constant memory. */
export async function adoptDataset(id: string, now = new Date()): Promise<Adoption> {
  try {
    const { dataset, problem } = await proveByReceipt(id)
    if (dataset !== null)
      return { outcome: (await recordAdoption(dataset, isPublished, now)) ? 'adopted' : 'gone' }
    return (await storage.hasFiles(id)) ? { outcome: 'left', reason: problem } : { outcome: 'gone' }
  } catch (error) {
    // A failing disk, or missing permissions: the other datasets may be fine.
    return { outcome: 'left', reason: `it cannot be read (${firstLine(error)})` }
  }
}

/**
 * Adopts a dataset whose files are proved; false when `isThere` reports that they are gone, or it is known already. One
 * that was deleted is adopted as deleted while it can be restored. Later it would have been removed, so somebody has
 * put it back: then it is adopted like any other.
 */
export async function recordAdoption(
  dataset: Dataset,
  isThere: (id: string) => Promise<boolean>,
  now = new Date(),
): Promise<boolean> {
  const { id, deletedAt } = dataset
  const isOver = deletedAt !== null && deletedAt <= restorableSince(now)
  const asNow = {
    ...dataset,
    ...(isOver && { deletedAt: null }),
    // A folder may be a copy of what was in a bucket.
    objects: storage.isRemote ? (dataset.objects ?? null) : null,
  }
  const mark = await storage.readStorageMark({ create: false })
  const isAdopted = await markAdopted(asNow, () => isThere(id), mark)
  if (isAdopted && isOver) await tryToAmendReceipt(id, { deletedAt: null })
  return isAdopted
}

/** The dataset in a folder, its files proved by its receipt, or why it may not be adopted. */
export async function proveByReceipt(
  id: string,
): Promise<{ dataset: Dataset; problem: null } | { dataset: null; problem: string }> {
  if (await storage.hasParts(id)) return { dataset: null, problem: INTERRUPTED }
  await assertOwnFiles(id)
  const receipt = await readReceipt(id)
  if (receipt.dataset === null) return receipt
  if (storage.isRemote && !receipt.dataset.objects)
    return { dataset: null, problem: `its ${RECEIPT_NAME} does not say where its files are in the bucket` }
  const csv = await findCsvProblem(receipt.dataset, Number.POSITIVE_INFINITY)
  const problem = csv?.what ?? (await findParquetProblem(receipt.dataset))
  return problem === null ? receipt : { dataset: null, problem }
}

/** A link may point to anything on this machine. */
async function assertOwnFiles(id: string): Promise<void> {
  if (storage.isRemote) return
  for (const name of [RECEIPT_NAME, csvName(id), parquetName(id)]) {
    await storage.statDatasetFile({ id, fileName: name, object: null }).catch((error: unknown) => {
      if (!storage.isMissing(error)) throw error
    })
  }
}

const INTERRUPTED = 'its publishing was interrupted, and only the database that started it knows the outcome'

function findParquetProblem(dataset: Dataset): Promise<string | null> {
  const published = describePublished(dataset, 'parquet')
  return storage.withKeptFile(published, async (file) => {
    if ((await storage.getFileSize(file)) === null) return 'its Parquet file is missing'
    if (published.sha256 === null) return 'its dataset.json has no hash of its Parquet file'
    if ((await storage.hashFile(file)) === published.sha256) return null
    return 'its Parquet file is not the one that its dataset.json names'
  })
}

/** Still as `proveByReceipt` found it: neither deleted nor withdrawn meanwhile. */
export async function isPublished(id: string): Promise<boolean> {
  return (await storage.hasFiles(id)) && !(await storage.hasParts(id))
}
