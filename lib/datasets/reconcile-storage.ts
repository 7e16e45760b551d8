/** What a start does about a storage and a database that do not know the same datasets. Nothing of either is removed. */
import 'server-only'
import { adoptDataset } from '@/lib/datasets/adopt'
import { RECEIPT_NAME } from '@/lib/datasets/file-names'
import { takeInventory } from '@/lib/datasets/inventory'
import { endDownload } from '@/lib/datasets/lifecycle'
import { replaceReceipt } from '@/lib/datasets/receipt'
import { setStorageNotice } from '@/lib/datasets/storage-notice'
import { getDataset, listRunningDatasets } from '@/lib/datasets/store'
import { getFileSize } from '@/lib/datasets/verify/csv-file'
import { env } from '@/lib/env'
import { formatQuantity } from '@/lib/format'
import { log } from '@/lib/log'
import { datasetPath, hasFiles, hasParts } from '@/lib/storage'

/**
 * Ends downloads that are said to run though their datasets are published: the database is an older copy than the
 * storage. To be waited for before anything resumes them, lest they be downloaded again.
 */
export async function settlePublished(): Promise<void> {
  for (const { id, attempt } of await listRunningDatasets()) {
    if (!(await hasFiles(id)) || (await hasParts(id))) continue
    const adoption = await adoptDataset(id)
    if (adoption.outcome === 'adopted') log.info({ datasetId: id }, 'a published dataset was adopted')
    if (adoption.outcome !== 'left') continue
    await endDownload(
      { datasetId: id, attempt },
      `Files of this dataset were published before, but cannot be taken in: ${adoption.reason}. They were left as they ` +
        'are; npm run verify says more.',
    )
  }
}

/**
 * Adopts what the database does not know, writes a `dataset.json` for what it knows and has none, and says what cannot
 * be adopted and what is missing. Takes as long as reading the unknown files does. Never fails.
 */
export async function reconcileStorage(signal?: AbortSignal): Promise<void> {
  try {
    const { unknown, missing, present } = await takeInventory()
    setStorageNotice({ checking: unknown.length, left: [], missing })
    warnOfMissing(missing.length, missing.length + present.length)
    await adoptAll(unknown, signal)
    await writeReceipts(present, signal)
  } catch (error) {
    log.error({ err: error }, 'the storage could not be compared with the database')
  } finally {
    setStorageNotice({ checking: 0 })
  }
}

/** Two storages were mixed up, or files were moved: whoever reads this must not take it for a loss. */
function warnOfMissing(missing: number, total: number): void {
  if (missing === 0) return
  log.warn(
    { missing, total, storageDir: env().STORAGE_DIR },
    `The files of ${missing} of ${formatQuantity(total, 'dataset')} that the database knows are not in ` +
      `${env().STORAGE_DIR}. If that is the wrong folder, set STORAGE_DIR and restart; otherwise put the files back ` +
      'from a copy. Nothing was deleted.',
  )
}

async function adoptAll(unknown: string[], signal?: AbortSignal): Promise<void> {
  const adopted: string[] = []
  const left: string[] = []
  for (const [index, id] of unknown.entries()) {
    if (signal?.aborted) break
    const adoption = await adoptDataset(id)
    if (adoption.outcome === 'adopted') adopted.push(id)
    if (adoption.outcome === 'left') {
      left.push(id)
      log.warn({ datasetId: id }, describeLeft(id, adoption.reason))
    }
    setStorageNotice({ checking: unknown.length - index - 1, left })
  }
  if (adopted.length > 0) log.info({ adopted }, `${formatQuantity(adopted.length, 'dataset')} adopted`)
}

function describeLeft(id: string, reason: string): string {
  return (
    `datasets/${id} is not in the database and was left untouched: ${reason}. ` +
    'npm run verify says whether it can be adopted.'
  )
}

/** For datasets of versions that kept none. */
async function writeReceipts(ids: string[], signal?: AbortSignal): Promise<void> {
  const written: string[] = []
  for (const id of ids) {
    if (signal?.aborted) break
    if (await writeMissingReceipt(id)) written.push(id)
  }
  if (written.length > 0)
    log.info({ written }, `${formatQuantity(written.length, 'dataset')} got a ${RECEIPT_NAME}`)
}

async function writeMissingReceipt(id: string): Promise<boolean> {
  const isReady = async (): Promise<boolean> => (await getDataset(id))?.status === 'ready'
  try {
    if ((await getFileSize(datasetPath(id, RECEIPT_NAME))) !== null) return false
    const dataset = await getDataset(id)
    if (dataset?.status !== 'ready') return false
    await replaceReceipt(dataset, isReady)
    return true
  } catch (error) {
    // Deleted meanwhile, or a disk that is full or read-only: the next start tries again.
    if (await isReady()) log.warn({ err: error, datasetId: id }, `its ${RECEIPT_NAME} could not be written`)
    return false
  }
}
