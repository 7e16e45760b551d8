/** Asking for a download, asking again, taking it back, and deleting what came of it. What happens in between is the durable function's. */
import 'server-only'
import { stopWork } from '@/lib/datasets/cancellation'
import { createDataset, deleteEnded, markEnded, markRetried } from '@/lib/datasets/changes'
import { getRunningDataset, requireDataset } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import { isUniqueViolation } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import { createDatasetId, hasFiles } from '@/lib/storage'
import { discardRemains, moveToTrash, withdrawUnpublished } from '@/lib/storage/trash'
import { isKnownSource } from '@/lib/swapi/sources'

export interface RequestedDownload {
  dataset: Dataset
  /** True when a download of this source was running already, and this is it. */
  joined: boolean
}

/**
 * Creates the dataset of a new download, or returns the running one of the same source: the database's unique
 * `activeKey` decides, so any number of clicks on any number of machines start one.
 * @throws AppError `invalid` for a source that is not configured
 */
export async function requestDownload(requestedSource: string): Promise<RequestedDownload> {
  if (!isKnownSource(requestedSource)) {
    throw new AppError(
      'invalid',
      `${sourceLabel(requestedSource)} is not one of the configured sources. Choose one from the list.`,
    )
  }
  for (;;) {
    const running = await getRunningDataset(requestedSource)
    if (running) return { dataset: running, joined: true }
    try {
      return { dataset: await createDataset(createDatasetId(), requestedSource), joined: false }
    } catch (error) {
      // Another click was faster: join that one, unless it has ended meanwhile.
      if (!isUniqueViolation(error)) throw error
    }
  }
}

/**
 * Ends a running download at once, and removes what it had read. What is returned is final: this process sends no
 * request for it any more, another one none after the quarter of a second that it may take to notice.
 * @throws AppError `not_found`, or `conflict` when it is not running
 */
export async function cancelDataset(id: string): Promise<Dataset> {
  const wasRunning = await markEnded({ datasetId: id }, 'cancelled', null, () => withdrawUnpublished(id))
  const dataset = await requireDataset(id)
  if (!wasRunning)
    throw new AppError('conflict', `This download is not running any more: it is ${dataset.status}.`)
  await stopWork(id)
  await discardRemains(id)
  // Once more, because its last requests have been counted since.
  return requireDataset(id)
}

/**
 * Queues a failed or cancelled download again, as its next attempt.
 * @throws AppError `not_found`, or `conflict` when it is running or ready, its source is not configured any more, or
 * another download of it is running
 */
export async function requestRetry(id: string): Promise<Dataset> {
  const { requestedSource } = await requireDataset(id)
  const label = sourceLabel(requestedSource)
  if (!isKnownSource(requestedSource)) {
    throw new AppError(
      'conflict',
      `${label} is not one of the configured sources any more. Start a download from another.`,
    )
  }
  try {
    if (await markRetried(id, () => makeRoom(id))) return await requireDataset(id)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError(
      'conflict',
      `Another download of this source (${label}) is running. Wait for it, or cancel it first.`,
    )
  }
  const { status } = await requireDataset(id)
  throw new AppError('conflict', `Only a failed or cancelled download can be retried: this one is ${status}.`)
}

/**
 * Takes back what an earlier attempt had put in place.
 * @throws AppError `conflict` when files of this dataset are published: the database is older than the storage
 */
async function makeRoom(id: string): Promise<void> {
  await withdrawUnpublished(id)
  if (!(await hasFiles(id))) return
  throw new AppError(
    'conflict',
    'Files of this dataset are in the storage folder already, from a later state of the database. npm run verify says ' +
      'whether they can be adopted; for new data, start another download.',
  )
}

/**
 * Deletes a dataset and its files. The files leave `datasets/` in the transaction that takes the row, so that neither is
 * left without the other; a crash leaves at most the trash, which the sweep empties, or a row whose files it brings back.
 * @throws AppError `not_found`, or `conflict` while it is being downloaded
 */
export async function deleteDataset(id: string): Promise<void> {
  await requireDataset(id)
  const isDeleted = await deleteEnded(id, (wasReady) =>
    wasReady ? moveToTrash(id) : withdrawUnpublished(id),
  )
  if (!isDeleted) {
    await requireDataset(id)
    throw new AppError('conflict', 'This dataset is being downloaded. Cancel the download first.')
  }
  await discardRemains(id)
}
