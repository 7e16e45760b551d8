/** Starting, retrying and cancelling downloads: the dataset's row first, then the event that sets the durable function going. */
import 'server-only'
import { inngest } from '@/inngest/client'
import { findRun } from '@/inngest/embedded/store'
import { downloadDataset } from '@/inngest/download-dataset'
import { downloadCancelled, downloadKey, downloadRequested } from '@/inngest/events'
import { cancelDataset, requestDownload, requestRetry, type RequestedDownload } from '@/lib/datasets/request'
import { endDownload } from '@/lib/datasets/lifecycle'
import { listRunningDatasets } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import { isEmbedded } from '@/lib/env'
import { AppError, nameMachineError } from '@/lib/errors'
import { log } from '@/lib/log'

/** How long a download may be without a run before it is taken for lost, in milliseconds: its run's end may be under way. */
const LOST_AFTER_MS = 30_000

/**
 * Starts a download of a source (`auto` for the configured order), or joins the running one.
 * @throws AppError `invalid` for an unknown source, `unavailable` when the Inngest server does not take the event, or
 * nothing can be written
 */
export async function startDownload(requestedSource: string): Promise<RequestedDownload> {
  const requested = await requestDownload(requestedSource).catch(throwNamed)
  if (requested.dataset.status === 'queued') await begin(requested.dataset)
  return requested
}

/**
 * Begins a failed or cancelled download again. What the last attempt has read is used, where it still holds.
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
  const { attempt } = dataset
  await inngest.send(downloadCancelled.create({ datasetId: id, attempt, key: downloadKey(id, attempt) }))
  return dataset
}

/**
 * Puts right what a crash may have left between the dataset's row and its run: an event that was not sent is sent, and
 * a download that nothing works on any more is ended, in words.
 */
export async function reconcileDownloads(now = new Date()): Promise<void> {
  for (const dataset of await listRunningDatasets()) {
    if (dataset.status === 'queued') await sendRequested(dataset)
    else if (isEmbedded() && (await isLost(dataset, now))) {
      log.error({ datasetId: dataset.id }, 'a download has no run any more')
      await endDownload(
        { datasetId: dataset.id, attempt: dataset.attempt },
        'The download stopped without reaching its end: the program lost track of it. Retry it.',
      )
    }
  }
}

/** True for a download whose run ended, or vanished, some time ago without ending it. */
async function isLost({ id, attempt, startedAt }: Dataset, now: Date): Promise<boolean> {
  const run = await findRun(downloadDataset.id(inngest.id), downloadKey(id, attempt))
  if (run?.status === 'running') return false
  const since = run?.finishedAt ?? startedAt ?? now
  return now.getTime() - since.getTime() > LOST_AFTER_MS
}

/** A full disk, for instance, in words. */
function throwNamed(error: unknown): never {
  throw nameMachineError(error)
}

async function begin(dataset: Dataset): Promise<void> {
  try {
    await sendRequested(dataset)
  } catch (cause) {
    const reason =
      'The download could not be started: the Inngest server did not take it. Check its address and keys.'
    await endDownload({ datasetId: dataset.id, attempt: dataset.attempt }, reason)
    throw new AppError('unavailable', reason, { cause })
  }
}

/** Harmless when it was sent before: the event's id starts one run. */
async function sendRequested({ id, attempt, requestedSource }: Dataset): Promise<void> {
  const key = downloadKey(id, attempt)
  await inngest.send(downloadRequested.create({ datasetId: id, attempt, requestedSource, key }, { id: key }))
}
