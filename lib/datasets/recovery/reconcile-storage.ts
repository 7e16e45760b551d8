/** Reconciles, at startup, storage and database that do not know the same datasets. Nothing is removed from either. */
import 'server-only'
import { endDownload } from '@/lib/datasets/download/lifecycle'
import { RECEIPT_NAME } from '@/lib/datasets/files'
import { replaceReceipt } from '@/lib/datasets/receipt'
import { adoptDataset } from '@/lib/datasets/recovery/adopt'
import { takeInventory } from '@/lib/datasets/recovery/inventory'
import { setStorageNotice } from '@/lib/datasets/recovery/storage-notice'
import { getDataset, listRunningDatasets } from '@/lib/datasets/store'
import { env } from '@/lib/env'
import { formatQuantity } from '@/lib/format'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'

/**
 * Ends downloads recorded as running whose datasets are already published: the database is an older copy than the
 * storage. Await it before anything resumes them, or they would be downloaded again.
 */
export async function settlePublished(): Promise<void> {
  for (const { id, attempt } of await listRunningDatasets()) {
    if (!(await storage.hasFiles(id)) || (await storage.hasParts(id))) continue
    const adoption = await adoptDataset(id)
    if (adoption.outcome === 'adopted') log.info({ datasetId: id }, 'a published dataset was adopted')
    if (adoption.outcome !== 'left') continue
    await endDownload(
      { datasetId: id, attempt },
      `Files of this dataset were published before, but cannot be adopted: ${adoption.reason}. They were left ` +
        'untouched; run npm run verify for details.',
    )
  }
}

/**
 * Adopts what the database does not know, writes the missing `dataset.json` of what it knows, and reports what cannot
 * be adopted and what is missing. Takes as long as reading the unknown files does. Never throws.
 */
export async function reconcileStorage(signal?: AbortSignal): Promise<void> {
  try {
    const { unknown, missing, elsewhere, present } = await takeInventory()
    setStorageNotice({ checking: unknown.length, left: [], missing, elsewhere })
    warnOfMissing(missing.length, missing.length + present.length)
    warnOfElsewhere(elsewhere.length)
    await adoptAll(unknown, signal)
    // In a bucket, a dataset without one counts as missing.
    if (!storage.isRemote) await writeReceipts(present, signal)
  } catch (error) {
    log.error({ err: error }, 'the storage could not be compared with the database')
  } finally {
    setStorageNotice({ checking: 0 })
  }
}

/** Two storage folders were mixed up, or files were moved: the message must not read like a loss of data. */
function warnOfMissing(missing: number, total: number): void {
  if (missing === 0) return
  log.warn(
    { missing, total, storage: storage.describe() },
    `The files of ${missing} of ${formatQuantity(total, 'dataset')} in the database are not in ` +
      `${storage.isRemote ? storage.describe() : env().STORAGE_DIR}. ` +
      (storage.isRemote
        ? 'If that is the wrong one, correct the settings and restart; if they are in a folder, npm run move-storage ' +
          'copies them; otherwise restore them from a backup. Nothing was deleted.'
        : 'If that is the wrong folder, set STORAGE_DIR and restart; otherwise restore the files from a backup. ' +
          'Nothing was deleted.'),
  )
}

function warnOfElsewhere(count: number): void {
  if (count === 0) return
  log.warn(
    { elsewhere: count, storage: storage.describe() },
    `The files of ${formatQuantity(count, 'dataset')} are in another storage than ${storage.describe()}. If that is the ` +
      'wrong one, correct the settings and restart; if there are several servers, let all of them use one storage. ' +
      'Nothing was deleted.',
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
    'Run npm run verify to see whether it can be adopted.'
  )
}

/** For datasets of earlier versions, which had no receipts. */
async function writeReceipts(ids: string[], signal?: AbortSignal): Promise<void> {
  const written: string[] = []
  for (const id of ids) {
    if (signal?.aborted) break
    if (await writeMissingReceipt(id)) written.push(id)
  }
  if (written.length > 0)
    log.info({ written }, `${RECEIPT_NAME} written for ${formatQuantity(written.length, 'dataset')}`)
}

async function writeMissingReceipt(id: string): Promise<boolean> {
  const isReady = async (): Promise<boolean> => (await getDataset(id))?.status === 'ready'
  try {
    if ((await storage.getFileSize(storage.datasetPath(id, RECEIPT_NAME))) !== null) return false
    const dataset = await getDataset(id)
    if (dataset?.status !== 'ready') return false
    await replaceReceipt(dataset, isReady)
    return true
  } catch (error) {
    // Deleted meanwhile, or the disk is full or read-only: the next start tries again.
    if (await isReady()) log.warn({ err: error, datasetId: id }, `its ${RECEIPT_NAME} could not be written`)
    return false
  }
}
