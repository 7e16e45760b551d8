/** The turns in a download's life, as the durable function's steps take them. Each may be taken twice. */
import 'server-only'
import { endedError } from '@/lib/datasets/cancellation'
import {
  markEnded,
  markReady,
  markStarted,
  updateProgress,
  whileStatus,
  type TurnKey,
} from '@/lib/datasets/changes'
import { RECEIPT_NAME } from '@/lib/datasets/file-names'
import { forgetParts } from '@/lib/datasets/part-records'
import { readReceipt, writeReceipt } from '@/lib/datasets/receipt'
import type { Assembled } from '@/lib/datasets/step-results'
import { getTurn } from '@/lib/datasets/store'
import type { DownloadPhase, SourceFailure, Turn } from '@/lib/datasets/types'
import { AppError } from '@/lib/errors'
import { makeFile, publishFiles, removeParts } from '@/lib/storage'
import { discardRemains, emptyTrash, withdrawUnpublished } from '@/lib/storage/trash'
import { listCandidates } from '@/lib/swapi/sources'

/** Begins, and returns the sources to try, in order. */
export async function beginDownload(turn: TurnKey, requestedSource: string): Promise<string[]> {
  await markStarted(turn)
  return listCandidates(requestedSource)
}

/**
 * Announces a step, and counts it as a retry when it is one.
 * @throws AppError `conflict` when this attempt has ended meanwhile: then there is nothing to do
 */
export async function beginStep(turn: Turn, phase: DownloadPhase): Promise<void> {
  const isRunning = await updateProgress(turn, { phase, retries: turn.tryNumber > 1 ? 1 : 0 })
  if (!isRunning) throw endedError()
}

/** Takes back the last problem, and removes what a step wrote for a download that was ended while it worked. */
export async function endStep(turn: Turn, problem: string | null): Promise<void> {
  const current = await getTurn(turn.datasetId)
  if (current === null || current.status === 'cancelled') return discardEnded(turn.datasetId)
  if (current.attempt === turn.attempt && current.problem !== problem) await updateProgress(turn, { problem })
}

/** Drops what a failed source gave, before the next one is asked: a dataset is of one source only. */
export async function abandonSource(turn: TurnKey, failures: SourceFailure[]): Promise<void> {
  await dropParts(turn)
  await updateProgress(turn, {
    sourceFailures: failures,
    source: null,
    shape: null,
    declaredCount: null,
    pagesTotal: null,
  })
}

/** Drops everything that was read: a later attempt is to read it again. */
export async function dropParts({ datasetId }: TurnKey): Promise<void> {
  await forgetParts(datasetId)
  await removeParts(datasetId)
}

/**
 * Makes the dataset `ready`, if this attempt is still running: its files and its receipt are moved to their place and
 * its row is changed, both or neither. Done twice, it changes nothing.
 * @throws AppError `conflict` when the download was ended meanwhile, or another dataset lies in its place
 */
export async function publishDataset(turn: TurnKey, { files, facts }: Assembled): Promise<void> {
  const { datasetId } = turn
  await assertNothingOverwritten(datasetId, facts)
  const isReady = await markReady(turn, facts, async (dataset) => {
    const receipt = await makeFile(datasetId, RECEIPT_NAME, (file) => writeReceipt(file, dataset))
    // The receipt last: where it lies, the others do.
    await publishFiles(datasetId, [...files, { tempName: receipt.tempName, name: RECEIPT_NAME }])
  })
  if (!isReady) {
    const current = await getTurn(datasetId)
    if (current?.status !== 'ready' || current.attempt !== turn.attempt) throw endedError()
  }
  await dropParts(turn)
}

/**
 * Ends a download that failed, with the reason for the person. What it has read is kept for a retry. One that has
 * ended already, or was retried meanwhile, is left alone.
 */
export async function endDownload(turn: TurnKey, reason: string): Promise<void> {
  const { datasetId } = turn
  if (await markEnded(turn, 'failed', reason, () => withdrawUnpublished(datasetId)))
    await emptyTrash(datasetId)
}

/** Removes what is left of a download that was cancelled, failed or deleted; nothing of one that was retried meanwhile. */
export async function discardEnded(id: string): Promise<void> {
  const isEnded = await whileStatus(id, ['failed', 'cancelled'], () => withdrawUnpublished(id))
  if (!isEnded && (await getTurn(id)) !== null) return
  await forgetParts(id)
  await discardRemains(id)
}

/**
 * A publish that was interrupted left these very bytes, and is repeated. Other bytes under this id were published by
 * another database, or before this one was set back to an older state.
 */
async function assertNothingOverwritten(id: string, facts: Assembled['facts']): Promise<void> {
  const { dataset } = await readReceipt(id)
  if (dataset === null) return
  if (dataset.sha256 === facts.sha256 && dataset.parquetSha256 === facts.parquetSha256) return
  throw new AppError(
    'conflict',
    'Another dataset lies where this one belongs, and was left as it is: the database must be older than the storage ' +
      'folder. Restart Holocron to take that dataset in, or start a new download.',
  )
}
