/** Reconciles downloads with their runs after a crash. */
import 'server-only'
import { inngest } from '@/inngest/client'
import { downloadDataset } from '@/inngest/download-dataset'
import { sendCancelled, sendRequested } from '@/inngest/downloads'
import { findRun } from '@/inngest/embedded/store'
import { downloadKey } from '@/inngest/events'
import { endDownload } from '@/lib/datasets/download/lifecycle'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { listLost } from '@/lib/datasets/signs/lost'
import { listRunningDatasets } from '@/lib/datasets/store'
import { isEmbedded } from '@/lib/env'
import { log } from '@/lib/log'

/** How long a download may have no run before it counts as lost, in milliseconds: it may just be ending. */
const LOST_AFTER_MS = 30_000

/**
 * Repairs what a crash may have left inconsistent between a dataset's row and its run: sends an event that
 * was not sent, and ends a download without a run, with a clear message.
 */
export async function reconcileDownloads(now = new Date()): Promise<void> {
  if (!isEmbedded()) await endLost()
  for (const dataset of await listRunningDatasets()) {
    if (dataset.status === 'queued') await sendAgain(dataset)
    else if (isEmbedded() && (await isLost(dataset, now))) {
      log.error({ datasetId: dataset.id }, 'a download no longer has a run')
      await endDownload(
        { datasetId: dataset.id, attempt: dataset.attempt },
        'The download stopped before it was complete: Holocron lost track of it. Retry it.',
      )
    }
  }
}

/** Ends the downloads whose runs an Inngest server has lost, or never began. Any replica may do so, and one does. */
async function endLost(): Promise<void> {
  for (const { datasetId, attempt, reason } of await listLost()) {
    log.error({ datasetId, attempt }, 'the Inngest server has lost a download')
    await endDownload({ datasetId, attempt }, reason)
    await sendCancelled(datasetId, attempt)
  }
}

/** One that cannot be sent delays no other: the next round sends it again, until its time has passed. */
async function sendAgain(dataset: Dataset): Promise<void> {
  try {
    await sendRequested(dataset)
  } catch (error) {
    if (isEmbedded()) throw error
    log.warn({ err: error, datasetId: dataset.id }, 'the Inngest server did not accept a download')
  }
}

/** True for a download whose run ended or vanished some time ago without ending the download. */
async function isLost({ id, attempt, startedAt }: Dataset, now: Date): Promise<boolean> {
  const run = await findRun(downloadDataset.id(inngest.id), downloadKey(id, attempt))
  if (run?.status === 'running') return false
  const since = run?.finishedAt ?? startedAt ?? now
  return now.getTime() - since.getTime() > LOST_AFTER_MS
}
