/** The row of a dataset that was published under another database. */
import 'server-only'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { foldText } from '@/lib/datasets/model/label'
import { formatObjects } from '@/lib/datasets/objects'
import { isUniqueViolation, transact, type Transaction } from '@/lib/db/client'

/**
 * Adopts a dataset that was published under another database, or under a later state of this one: a row that is not
 * yet ready becomes ready, with its files in this storage. False when it already is, or when `isThere` reports that its files are gone.
 */
export async function markAdopted(
  dataset: Dataset,
  isThere: () => Promise<boolean>,
  storageMark: string | null = null,
): Promise<boolean> {
  const { id, pastAttempts, byteSize, warnings, sourceFailures, pinned, objects, ...facts } =
    withoutPagesDone(dataset)
  const data = {
    ...facts,
    storageMark,
    activeKey: null,
    labelKey: facts.label === null ? null : foldText(facts.label),
    pinnedAt: pinned ? new Date() : null,
    byteSize: byteSize === null ? null : BigInt(byteSize),
    objects: formatObjects(objects),
    warnings: JSON.stringify(warnings),
    sourceFailures: JSON.stringify(sourceFailures),
  }
  const attempts = pastAttempts.map((attempt) => ({
    ...attempt,
    datasetId: id,
    sourceFailures: JSON.stringify(attempt.sourceFailures),
  }))
  const adopt = async (transaction: Transaction): Promise<boolean> => {
    const known = await transaction.dataset.updateMany({ where: { id, status: { not: 'ready' } }, data })
    if (known.count === 0) await transaction.dataset.create({ data: { id, ...data } })
    await transaction.datasetPart.deleteMany({ where: { datasetId: id } })
    await transaction.datasetAttempt.deleteMany({ where: { datasetId: id } })
    await transaction.datasetAttempt.createMany({ data: attempts })
    if (!(await isThere())) throw new FilesGone()
    return true
  }
  try {
    return await transact(adopt)
  } catch (error) {
    // Another process was faster, or the dataset was deleted meanwhile.
    if (error instanceof FilesGone || isUniqueViolation(error)) return false
    throw error
  }
}

/** The row has no such column: once a dataset is ready, the value follows from `pagesTotal`. */
function withoutPagesDone(dataset: Dataset): Omit<Dataset, 'pagesDone'> {
  const row: Partial<Dataset> & Omit<Dataset, 'pagesDone'> = { ...dataset }
  delete row.pagesDone
  return row
}

/** Rolls back an adoption whose files were deleted while it was being recorded. */
class FilesGone extends Error {}
