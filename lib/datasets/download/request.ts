/** Requests, cancels and retries downloads, as far as the row is concerned. The durable function does the rest. */
import 'server-only'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded, markKept, markRetried } from '@/lib/datasets/changes'
import { stopWork } from '@/lib/datasets/download/cancellation'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { getRunningDataset, requireDataset } from '@/lib/datasets/store'
import { isUniqueViolation } from '@/lib/db/client'
import { AppError } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import { storage } from '@/lib/storage'
import { isKnownSource } from '@/lib/swapi/sources'

export interface RequestedDownload {
  dataset: Dataset
  /** True when a download of this source was already running, and this is that download. */
  joined: boolean
}

/**
 * Creates the dataset of a new download, or returns the running one of the same source: the unique `activeKey` in the
 * database decides, so any number of clicks on any number of machines start only one. With `keepUnchanged`, it becomes a
 * dataset even if nothing has changed.
 * @throws AppError `invalid` for a source that is not configured
 */
export async function requestDownload(
  requestedSource: string,
  { keepUnchanged = false } = {},
): Promise<RequestedDownload> {
  if (!isKnownSource(requestedSource)) {
    throw new AppError(
      'invalid',
      `${sourceLabel(requestedSource)} is not one of the configured sources. Choose one from the list.`,
    )
  }
  for (;;) {
    const running = await getRunningDataset(requestedSource)
    // One that has ended since it was read cannot be kept any more: then another begins.
    if (running && (!keepUnchanged || (await markKept(running.id)))) return { dataset: running, joined: true }
    try {
      const dataset = await createDataset(createDatasetId(), requestedSource, { keepUnchanged })
      return { dataset, joined: false }
    } catch (error) {
      // Another click was faster: join that one, unless it has ended meanwhile.
      if (!isUniqueViolation(error)) throw error
    }
  }
}

/**
 * Ends a running download at once, and removes what it had read. The returned dataset is final: this process sends no
 * more requests for it, and another process none after the quarter of a second it may take to notice.
 * @throws AppError `not_found`, or `conflict` when it is not running
 */
export async function cancelDataset(id: string): Promise<Dataset> {
  const wasRunning = await markEnded({ datasetId: id }, 'cancelled', null, () =>
    storage.withdrawUnpublished(id),
  )
  const dataset = await requireDataset(id)
  if (!wasRunning)
    throw new AppError('conflict', `This download is no longer running: it is ${dataset.status}.`)
  await stopWork(id)
  await storage.discardRemains(id)
  // Read again, because its last requests have been counted since.
  return requireDataset(id)
}

/**
 * Queues a download that failed, was cancelled or unchanged again, as its next attempt; what was unchanged is kept then.
 * @throws AppError `not_found`, or `conflict` when it is running or ready, its source is no longer configured, or
 * another download of that source is running
 */
export async function requestRetry(id: string): Promise<Dataset> {
  const { requestedSource } = await requireDataset(id)
  const label = sourceLabel(requestedSource)
  if (!isKnownSource(requestedSource)) {
    throw new AppError(
      'conflict',
      `${label} is no longer one of the configured sources. Start a download from another one.`,
    )
  }
  try {
    if (await markRetried(id, () => withdrawLeftovers(id))) return await requireDataset(id)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError(
      'conflict',
      `Another download of this source (${label}) is running. Wait for it, or cancel it first.`,
    )
  }
  const { status } = await requireDataset(id)
  throw new AppError(
    'conflict',
    `Only a failed, cancelled or unchanged download can be retried: this one is ${status}.`,
  )
}

/**
 * Withdraws what an earlier attempt had put in place.
 * @throws AppError `conflict` when files of this dataset are published: the database is older than the storage
 */
async function withdrawLeftovers(id: string): Promise<void> {
  await storage.withdrawUnpublished(id)
  if (!(await storage.hasFiles(id))) return
  throw new AppError(
    'conflict',
    'Files of this dataset are already in the storage folder, from a later state of the database. Run npm run verify ' +
      'to see whether they can be adopted; for new data, start another download.',
  )
}
