/** Starts, retries and cancels downloads: first the dataset's row, then the event for the function. */
import 'server-only'
import { inngest } from '@/inngest/client'
import { downloadCancelled, downloadKey, downloadRequested } from '@/inngest/events'
import { endDownload } from '@/lib/datasets/download/lifecycle'
import {
  cancelDataset,
  requestDownload,
  type RequestedDownload,
  requestRetry,
} from '@/lib/datasets/download/request'
import { wasAwayLately } from '@/lib/db/outage'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { AppError, describeSystemError } from '@/lib/errors'
import { formatDuration } from '@/lib/format'
import { log } from '@/lib/log'
import { arriveWithin } from '@/lib/timing'

/** How long people wait for an Inngest server to accept a download, in milliseconds; the SDK retries in between. */
const SENT_WITHIN_MS = 10_000

/**
 * Starts a download of a source (`auto` for the configured order), or joins the running one. With `keepUnchanged`, it
 * becomes a dataset even if nothing has changed.
 * @throws AppError `invalid` for an unknown source, `unavailable` when the Inngest server does not accept the
 * event or nothing can be written
 */
export async function startDownload(
  requestedSource: string,
  options: { keepUnchanged?: boolean } = {},
): Promise<RequestedDownload> {
  const requested = await requestDownload(requestedSource, options).catch(throwNamed)
  if (requested.dataset.status === 'queued') await begin(requested.dataset)
  return requested
}

/**
 * Retries a download that failed or was cancelled, or keeps one that was unchanged. What the last attempt read is
 * reused where it is still valid.
 * @throws AppError `not_found`, `conflict` when it cannot be retried now, or `unavailable` as above
 */
export async function retryDownload(id: string): Promise<Dataset> {
  const dataset = await requestRetry(id).catch(throwNamed)
  await begin(dataset)
  return dataset
}

/**
 * Cancels a running download.
 * @throws AppError `not_found`, or `conflict` when it is not running
 */
export async function cancelDownload(id: string): Promise<Dataset> {
  const dataset = await cancelDataset(id)
  await sendCancelled(id, dataset.attempt)
  return dataset
}

/** Says that a run is no longer wanted. If that fails, its next step finds that its download has ended. */
export async function sendCancelled(datasetId: string, attempt: number): Promise<void> {
  const key = downloadKey(datasetId, attempt)
  await inngest
    .send(downloadCancelled.create({ datasetId, attempt, key }))
    .catch((error: unknown) =>
      log.warn({ err: error, datasetId }, 'the Inngest server was not told that a download has ended'),
    )
}

/** Gives machine errors, such as a full disk, a clear message. */
function throwNamed(error: unknown): never {
  throw describeSystemError(error)
}

/**
 * Starts the download of a dataset that is queued. If that fails, the download has ended, unless the database was away.
 * @throws AppError `unavailable`
 */
export async function begin(dataset: Dataset): Promise<void> {
  try {
    await sendRequested(dataset)
  } catch (cause) {
    // It is queued, and will be started when the database is back (inngest/reconcile.ts).
    if (wasAwayLately()) return
    const reason =
      'The download could not be started: the Inngest server did not accept it. Check its URL and keys.'
    await endDownload({ datasetId: dataset.id, attempt: dataset.attempt }, reason)
    throw new AppError('unavailable', reason, { cause })
  }
}

/**
 * Safe to repeat: an event id starts only one run.
 * @throws when the Inngest server does not accept it, or does not respond
 */
export async function sendRequested({ id, attempt, requestedSource }: Dataset): Promise<void> {
  const key = downloadKey(id, attempt)
  const sending = inngest.send(
    downloadRequested.create({ datasetId: id, attempt, requestedSource, key }, { id: key }),
  )
  // If it arrives later all the same, its run finds that the download has ended.
  sending.catch(() => undefined)
  if ((await arriveWithin(SENT_WITHIN_MS, sending)) === null)
    throw new Error(`The Inngest server did not respond within ${formatDuration(SENT_WITHIN_MS)}.`)
}
