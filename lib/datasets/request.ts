/** Asking for a download, and taking it back. What happens then is the durable function's. */
import 'server-only'
import { createDataset, getRunningDataset, markEnded, requireDataset } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import { isUniqueViolation } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import { createDatasetId, removeDatasetFiles } from '@/lib/storage'
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
 * Ends a running download and removes what it had read.
 * @throws AppError `not_found`, or `conflict` when it is not running
 */
export async function cancelDataset(id: string): Promise<Dataset> {
  const wasRunning = await markEnded(id, 'cancelled', null)
  const dataset = await requireDataset(id)
  if (!wasRunning)
    throw new AppError('conflict', `This download is not running any more: it is ${dataset.status}.`)
  await removeDatasetFiles(id)
  return dataset
}
