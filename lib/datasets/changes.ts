/**
 * Every change to a dataset's metadata. Each is one write with a condition, so that of several who want to change the
 * same dataset at once, one does. What the steps of a download write carries their attempt: after a retry, or once it
 * has ended, it changes nothing.
 */
import 'server-only'
import { csvName } from '@/lib/datasets/file-names'
import type { ReadyFacts } from '@/lib/datasets/step-results'
import { AS_ROW, RUNNING, toDataset } from '@/lib/datasets/store'
import type {
  Dataset,
  DatasetStatus,
  DownloadPhase,
  SourceFailure,
  SourceShape,
  Turn,
} from '@/lib/datasets/types'
import { db, transact, type Transaction } from '@/lib/db'

/** A turn without what only a step knows. */
export type TurnKey = Pick<Turn, 'datasetId' | 'attempt'>

/** @throws a unique violation when a download of this source is already running */
export async function createDataset(id: string, requestedSource: string): Promise<Dataset> {
  const row = await db().dataset.create({
    data: { id, requestedSource, activeKey: requestedSource, fileName: csvName(id) },
    ...AS_ROW,
  })
  return toDataset(row)
}

/** What a running download may say about itself. */
export interface DatasetProgress {
  phase?: DownloadPhase
  source?: string | null
  shape?: SourceShape | null
  declaredCount?: number | null
  pagesTotal?: number | null
  sourceFailures?: SourceFailure[]
  problem?: string | null
  /** Added to what was counted before. */
  retries?: number
}

/** Writes progress; false when this attempt is not running any more (cancelled, failed, retried, deleted). */
export async function updateProgress(turn: TurnKey, progress: DatasetProgress): Promise<boolean> {
  const { sourceFailures, retries, ...rest } = progress
  const { count } = await db().dataset.updateMany({
    where: isTurn(turn),
    data: {
      ...rest,
      ...(sourceFailures && { sourceFailures: JSON.stringify(sourceFailures) }),
      ...(retries && { retries: { increment: retries } }),
    },
  })
  return count > 0
}

export async function markStarted(turn: TurnKey): Promise<boolean> {
  const { count } = await db().dataset.updateMany({
    where: { ...isTurn(turn), status: 'queued' },
    data: { status: 'downloading', phase: 'finding a source', startedAt: new Date() },
  })
  return count > 0
}

/**
 * The one commit point of a download: from here on it is `ready`. `putInPlace` gets the dataset as it will be and moves
 * its files meanwhile: nobody else can end or retry the download before both are done, and if it throws neither is.
 */
export async function markReady(
  turn: TurnKey,
  { byteSize, warnings, ...facts }: ReadyFacts,
  putInPlace: (dataset: Dataset) => Promise<void>,
): Promise<boolean> {
  return transact(async (transaction) => {
    const { count } = await transaction.dataset.updateMany({
      where: { ...isTurn(turn), status: 'downloading' },
      data: {
        ...facts,
        byteSize: BigInt(byteSize),
        warnings: JSON.stringify(warnings),
        status: 'ready',
        phase: 'assembling',
        activeKey: null,
        problem: null,
        finishedAt: new Date(),
      },
    })
    if (count === 0) return false
    const row = await transaction.dataset.findUniqueOrThrow({ where: { id: turn.datasetId }, ...AS_ROW })
    await putInPlace(toDataset(row))
    return true
  })
}

/**
 * Ends a running download without a dataset; false when it had ended already. Any attempt's, when none is named.
 * `withdraw` takes back what it had put in place, while nobody can retry it.
 */
export async function markEnded(
  { datasetId, attempt }: Pick<Turn, 'datasetId'> & { attempt?: number },
  status: 'failed' | 'cancelled',
  error: string | null,
  withdraw?: () => Promise<unknown>,
): Promise<boolean> {
  return transact(async (transaction) => {
    const { count } = await transaction.dataset.updateMany({
      where: { id: datasetId, status: { in: RUNNING }, ...(attempt !== undefined && { attempt }) },
      data: { status, error, problem: null, activeKey: null, finishedAt: new Date() },
    })
    if (count > 0) await withdraw?.()
    return count > 0
  })
}

/**
 * Queues a failed or cancelled download again, and keeps what is known of the attempt that ended. False when it is
 * neither any more. `withdraw` as for `markEnded`.
 * @throws a unique violation when another download of its source is running
 */
export async function markRetried(id: string, withdraw?: () => Promise<unknown>): Promise<boolean> {
  return transact(async (transaction) => {
    const row = await lockEnded(transaction, id)
    if (!row) return false
    await withdraw?.()
    const { attempt, status, startedAt, finishedAt, source, error, sourceFailures } = row
    await transaction.datasetAttempt.create({
      data: { datasetId: id, number: attempt, status, startedAt, finishedAt, source, error, sourceFailures },
    })
    await transaction.dataset.update({
      where: { id },
      data: {
        status: 'queued',
        phase: 'waiting',
        attempt: attempt + 1,
        activeKey: row.requestedSource,
        ...{ startedAt: null, finishedAt: null, source: null, error: null, sourceFailures: '[]' },
        ...{ shape: null, declaredCount: null, pagesTotal: null },
      },
    })
    return true
  })
}

/**
 * Deletes a dataset that is not running, with everything the database knows of it; false when there is none. `putAway`
 * takes care of its files meanwhile: both are done, or neither.
 */
export async function deleteEnded(
  id: string,
  putAway: (wasReady: boolean) => Promise<unknown>,
): Promise<boolean> {
  return transact(async (transaction) => {
    const ready = await transaction.dataset.deleteMany({ where: { id, status: 'ready' } })
    const others = await transaction.dataset.deleteMany({ where: { id, status: { notIn: RUNNING } } })
    if (ready.count + others.count === 0) return false
    await putAway(ready.count > 0)
    return true
  })
}

/** Does something while a dataset keeps one of these statuses, none of them a running one; false when it has another. */
export async function whileStatus(
  id: string,
  statuses: Exclude<DatasetStatus, 'queued' | 'downloading'>[],
  work: () => Promise<unknown>,
): Promise<boolean> {
  return transact(async (transaction) => {
    // A write, though it changes nothing, so that the row is ours until the transaction ends.
    const { count } = await transaction.dataset.updateMany({
      where: { id, status: { in: statuses } },
      data: { problem: null },
    })
    if (count > 0) await work()
    return count > 0
  })
}

/** Reads a row that has ended so that it stays as it is until the transaction does. */
async function lockEnded(transaction: Transaction, id: string) {
  const { count } = await transaction.dataset.updateMany({
    where: { id, status: { in: ['failed', 'cancelled'] } },
    data: { problem: null },
  })
  return count > 0 ? transaction.dataset.findUnique({ where: { id } }) : null
}

function isTurn({ datasetId, attempt }: TurnKey): {
  id: string
  attempt: number
  status: { in: typeof RUNNING }
} {
  return { id: datasetId, attempt, status: { in: RUNNING } }
}
