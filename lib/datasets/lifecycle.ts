/** The turns in a download's life, as the durable function's steps take them. Each may be taken twice. */
import 'server-only'
import {
  forgetParts,
  getStatus,
  markEnded,
  markReady,
  markStarted,
  updateProgress,
  type ReadyFacts,
} from '@/lib/datasets/store'
import type { DownloadPhase, SourceFailure } from '@/lib/datasets/types'
import { AppError } from '@/lib/errors'
import { removeDatasetFiles, removeParts } from '@/lib/storage'
import { listCandidates } from '@/lib/swapi/sources'

/** Begins, and returns the sources to try, in order. */
export async function beginDownload(id: string, requestedSource: string): Promise<string[]> {
  await markStarted(id)
  return listCandidates(requestedSource)
}

/**
 * Announces a step, and counts it as a retry when it is one.
 * @throws AppError `conflict` when the download has ended meanwhile: then there is nothing to do
 */
export async function beginStep(id: string, phase: DownloadPhase, attempt: number): Promise<void> {
  const isRunning = await updateProgress(id, { phase, retries: attempt > 0 ? 1 : 0 })
  if (!isRunning && (await getStatus(id)) !== 'ready') throw endedError()
}

/** Removes what a step wrote for a download that was ended while it worked. */
export async function endStep(id: string): Promise<void> {
  const status = await getStatus(id)
  if (status === 'cancelled' || status === 'failed') await removeDatasetFiles(id)
}

/** Drops what a failed source gave, before the next one is asked: a dataset is of one source only. */
export async function abandonSource(id: string, failures: SourceFailure[]): Promise<void> {
  await removeParts(id)
  await forgetParts(id)
  await updateProgress(id, { sourceFailures: failures, source: null, declaredCount: null, pagesTotal: null })
}

/**
 * Makes the dataset `ready`, if its download is still running: the last thing that happens to its files. The parts
 * are not needed any more, because the files are in place. Done twice, it changes nothing.
 * @throws AppError `conflict` when the download was cancelled meanwhile
 */
export async function publishDataset(id: string, facts: ReadyFacts): Promise<void> {
  await removeParts(id)
  const isReady = (await markReady(id, facts)) || (await getStatus(id)) === 'ready'
  if (!isReady) throw endedError()
  await forgetParts(id)
}

/** Ends a download that failed, with the reason for the person, and removes its files. A ready dataset is left alone. */
export async function endDownload(id: string, reason: string): Promise<void> {
  await markEnded(id, 'failed', reason)
  if ((await getStatus(id)) === 'ready') return
  await removeDatasetFiles(id)
  await forgetParts(id)
}

function endedError(): AppError {
  return new AppError('conflict', 'This download was ended before it was complete.')
}
