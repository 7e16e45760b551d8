/** Starting and cancelling downloads: the dataset's row first, then the event that sets the durable function going. */
import 'server-only'
import { inngest } from '@/inngest/client'
import { downloadCancelled, downloadRequested } from '@/inngest/events'
import { cancelDataset, requestDownload, type RequestedDownload } from '@/lib/datasets/request'
import { endDownload } from '@/lib/datasets/lifecycle'
import { listQueued } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import { AppError } from '@/lib/errors'

/**
 * Starts a download of a source (`auto` for the configured order), or joins the running one.
 * @throws AppError `invalid` for an unknown source, `unavailable` when the Inngest server does not take the event
 */
export async function startDownload(requestedSource: string): Promise<RequestedDownload> {
  const requested = await requestDownload(requestedSource)
  if (requested.dataset.status !== 'queued') return requested
  try {
    await sendRequested(requested.dataset)
  } catch (cause) {
    const reason =
      'The download could not be started: the Inngest server did not take it. Check its address and keys.'
    await endDownload(requested.dataset.id, reason)
    throw new AppError('unavailable', reason, { cause })
  }
  return requested
}

/**
 * Cancels a running download.
 * @throws AppError `not_found`, or `conflict` when it is not running
 */
export async function cancelDownload(id: string): Promise<Dataset> {
  const dataset = await cancelDataset(id)
  await inngest.send(downloadCancelled.create({ datasetId: id }))
  return dataset
}

/** Sends again what a crash may have kept from being sent. Harmless otherwise: the event's id starts one run. */
export async function resendQueued(): Promise<void> {
  for (const dataset of await listQueued()) await sendRequested(dataset)
}

async function sendRequested({ id, requestedSource }: Dataset): Promise<void> {
  await inngest.send(downloadRequested.create({ datasetId: id, requestedSource }, { id }))
}
