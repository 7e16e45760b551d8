/** The transitions of a download's lifecycle, made by the durable function's steps. Each may run twice. */
import 'server-only'
import {
  markEnded,
  markReady,
  markStarted,
  type AttemptKey,
  updateProgress,
  whileStatus,
} from '@/lib/datasets/changes'
import { endedError } from '@/lib/datasets/download/cancellation'
import { forgetParts } from '@/lib/datasets/download/part-records'
import type { Assembled } from '@/lib/datasets/download/step-results'
import { csvName, parquetName, RECEIPT_NAME } from '@/lib/datasets/files'
import {
  type Dataset,
  type DatasetObjects,
  type DownloadPhase,
  isProved,
  PAST_STATUSES,
  type SourceFailure,
} from '@/lib/datasets/model/dataset'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { readReceipt, writeReceipt } from '@/lib/datasets/receipt'
import { getDownloadState } from '@/lib/datasets/store'
import { findEqual } from '@/lib/datasets/unchanged/find-equal'
import { markUnchanged } from '@/lib/datasets/unchanged/mark-unchanged'
import { AppError } from '@/lib/errors'
import { storage } from '@/lib/storage'
import type { StoredObject } from '@/lib/storage/file'
import { listCandidates } from '@/lib/swapi/sources'

/** Starts a download and returns the sources to try, in order. */
export async function beginDownload(step: AttemptKey, requestedSource: string): Promise<string[]> {
  await markStarted(step)
  return listCandidates(requestedSource)
}

/**
 * Records that a step has begun, and counts it if it is a retry.
 * @throws AppError `conflict` when this attempt has ended meanwhile, so there is nothing to do
 */
export async function beginStep(step: DownloadStep, phase: DownloadPhase): Promise<void> {
  const isRunning = await updateProgress(step, { phase, retries: step.tryNumber > 1 ? 1 : 0 })
  if (!isRunning) throw endedError()
}

/**
 * Updates the current problem, or removes what the step wrote if its download was cancelled or deleted meanwhile, or ended
 * without it: a process that was suspended for long finds that another one has gone on.
 */
export async function endStep(step: DownloadStep, problem: string | null): Promise<void> {
  const current = await getDownloadState(step.datasetId)
  if (current?.status === 'ready') return dropParts(step)
  if (current === null || current.status === 'cancelled' || current.status === 'unchanged')
    return discardEnded(step.datasetId)
  if (current.attempt === step.attempt && current.problem !== problem) await updateProgress(step, { problem })
}

/** Discards what a failed source returned before the next one is tried: a dataset comes from one source only. */
export async function abandonSource(step: AttemptKey, failures: SourceFailure[]): Promise<void> {
  await dropParts(step)
  await updateProgress(step, {
    sourceFailures: failures,
    source: null,
    shape: null,
    declaredCount: null,
    pagesTotal: null,
  })
}

/** Discards everything that was read, so that a later attempt reads it again. */
export async function dropParts({ datasetId }: AttemptKey): Promise<void> {
  await forgetParts(datasetId)
  await storage.removeParts(datasetId)
}

/**
 * Makes the dataset `ready` if this attempt is still running: its files and receipt are moved into place and its row
 * is updated, both or neither. A download that brings nothing new ends `unchanged` instead, and leaves no file. Running
 * it twice changes nothing.
 * @throws AppError `conflict` when the download ended meanwhile, or another dataset is stored in its place
 */
export async function publishDataset(step: AttemptKey, { files, facts }: Assembled): Promise<void> {
  const { datasetId } = step
  await assertNothingOverwritten(datasetId, facts)
  const isEnded = (await endUnchanged(step, facts)) || (await endReady(step, { files, facts }))
  const current = await getDownloadState(datasetId)
  if (!isEnded && !(current?.attempt === step.attempt && isProved(current.status))) throw endedError()
  if (current?.status === 'ready') await dropParts(step)
  else await discardEnded(datasetId)
}

async function endReady(step: AttemptKey, { files, facts }: Assembled): Promise<boolean> {
  const { datasetId } = step
  const putInPlace = async (dataset: Dataset): Promise<void> => {
    const receipt = await storage.makeFile(datasetId, RECEIPT_NAME, (file) => writeReceipt(file, dataset))
    // The receipt goes last: where it exists, so do the others.
    await storage.publishFiles(datasetId, [...files, { tempName: receipt.tempName, name: RECEIPT_NAME }])
  }
  const objects = findObjects(datasetId, files)
  return markReady(step, { ...facts, objects }, putInPlace, await storage.readStorageMark({ create: true }))
}

/** Where the files are in a bucket; null in a folder. */
function findObjects(id: string, files: Assembled['files']): DatasetObjects | null {
  const objectOf = (name: string): StoredObject | null =>
    files.find((file) => file.name === name)?.object ?? null
  const [csv, parquet] = [objectOf(csvName(id)), objectOf(parquetName(id))]
  return csv === null || parquet === null ? null : { csv, parquet }
}

/** How often an equal dataset is looked for: the one that was found may be deleted, or followed by another, meanwhile. */
const LOOKS = 3

async function endUnchanged(step: AttemptKey, facts: Assembled['facts']): Promise<boolean> {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const equal = await findEqual(step.datasetId, facts.contentHash)
    if (equal === null) return false
    if (await markUnchanged(step, facts, equal.id)) return true
  }
  return false
}

/**
 * Ends a download as failed, with a reason for the user. What it has read is kept for a retry. A download that has
 * already ended, or was retried meanwhile, is left alone.
 */
export async function endDownload(step: AttemptKey, reason: string): Promise<void> {
  const { datasetId } = step
  if (await markEnded(step, 'failed', reason, () => storage.withdrawUnpublished(datasetId)))
    await storage.emptyTrash(datasetId)
}

/**
 * Removes what is left of a download that was deleted, or ended without a dataset, but nothing of one that was retried
 * meanwhile.
 */
export async function discardEnded(id: string): Promise<void> {
  // While its row is locked, it cannot be retried, and parts of the next attempt are not mistaken for its own.
  const isEnded = await whileStatus(id, [...PAST_STATUSES], async (transaction) => {
    await storage.withdrawUnpublished(id)
    await forgetParts(id, [], transaction)
    await storage.removeParts(id)
  })
  if (isEnded) return storage.emptyTrash(id)
  if ((await getDownloadState(id)) !== null) return
  await forgetParts(id)
  await storage.discardRemains(id)
}

/**
 * An interrupted publish that is being repeated left exactly these bytes. Different bytes under this id were published
 * by another database, or before this one was restored to an older state.
 */
async function assertNothingOverwritten(id: string, facts: Assembled['facts']): Promise<void> {
  const { dataset } = await readReceipt(id)
  if (dataset === null) return
  if (dataset.sha256 === facts.sha256 && dataset.parquetSha256 === facts.parquetSha256) return
  throw new AppError(
    'conflict',
    'Another dataset is already stored where this one belongs, and was left untouched: the database must be older ' +
      'than the storage folder. Restart Holocron to adopt that dataset, or start a new download.',
  )
}
