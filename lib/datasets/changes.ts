/**
 * Every change to a dataset's metadata by its download; others are in keeping/changes.ts. Each is one conditional write, so that only one of several concurrent
 * changes to the same dataset succeeds. Writes by a download's steps name their attempt: after a retry, or
 * once it has ended, they change nothing.
 */
import 'server-only'
import { announceEnd } from '@/lib/datasets/download/ends'
import type { ReadyFacts } from '@/lib/datasets/download/step-results'
import { csvName } from '@/lib/datasets/files'
import {
  type Dataset,
  type DatasetObjects,
  type DatasetStatus,
  type DownloadPhase,
  PAST_STATUSES,
  type SourceFailure,
  type SourceShape,
} from '@/lib/datasets/model/dataset'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { formatObjects } from '@/lib/datasets/objects'
import { AS_ROW, RUNNING, toDataset } from '@/lib/datasets/store'
import { VISIBLE } from '@/lib/datasets/visible'
import { db, transact, type Transaction } from '@/lib/db/client'
import { unhurriedly } from '@/lib/db/sync'

/** Identifies an attempt: a step without its try number. */
export type AttemptKey = Pick<DownloadStep, 'datasetId' | 'attempt'>

/** @throws a unique violation when a download of this source is already running */
export async function createDataset(
  id: string,
  requestedSource: string,
  { client = db(), keepUnchanged = false }: { client?: Transaction; keepUnchanged?: boolean } = {},
): Promise<Dataset> {
  const row = await client.dataset.create({
    data: {
      ...{ id, requestedSource, activeKey: requestedSource, fileName: csvName(id), keepUnchanged },
      requestedAt: new Date(),
    },
    omit: AS_ROW.omit,
  })
  return toDataset({ ...row, parts: [], pastAttempts: [] })
}

/** What a running download may report about itself. */
export interface DatasetProgress {
  phase?: DownloadPhase
  source?: string | null
  shape?: SourceShape | null
  declaredCount?: number | null
  pagesTotal?: number | null
  sourceFailures?: SourceFailure[]
  problem?: string | null
  /** Added to the previous count. */
  retries?: number
}

/** Writes progress; false when this attempt is no longer running (cancelled, failed, retried, deleted). */
export async function updateProgress(step: AttemptKey, progress: DatasetProgress): Promise<boolean> {
  const { sourceFailures, retries, ...rest } = progress
  const { count } = await unhurriedly(() =>
    db().dataset.updateMany({
      where: isAttempt(step),
      data: {
        ...rest,
        ...(sourceFailures && { sourceFailures: JSON.stringify(sourceFailures) }),
        ...(retries && { retries: { increment: retries } }),
      },
    }),
  )
  return count > 0
}

export async function markStarted(step: AttemptKey): Promise<boolean> {
  const { count } = await unhurriedly(() =>
    db().dataset.updateMany({
      where: { ...isAttempt(step), status: 'queued' },
      data: { status: 'downloading', phase: 'finding a source', startedAt: new Date() },
    }),
  )
  return count > 0
}

/**
 * The single commit point of a download: from here on it is `ready`. `putInPlace` gets the dataset as it will
 * be and moves its files in the same transaction: the download cannot be ended or retried before both are
 * done, and if it throws, neither is. `storageMark` names the storage that it moves them to.
 */
export async function markReady(
  step: AttemptKey,
  { byteSize, warnings, objects = null, ...facts }: ReadyFacts & { objects?: DatasetObjects | null },
  putInPlace: (dataset: Dataset) => Promise<void>,
  storageMark: string | null = null,
): Promise<boolean> {
  const ending = transact(async (transaction) => {
    const { count } = await transaction.dataset.updateMany({
      where: { ...isAttempt(step), status: 'downloading' },
      data: {
        ...facts,
        storageMark,
        byteSize: BigInt(byteSize),
        objects: formatObjects(objects),
        warnings: JSON.stringify(warnings),
        status: 'ready',
        phase: 'assembling',
        activeKey: null,
        problem: null,
        finishedAt: new Date(),
      },
    })
    if (count === 0) return false
    const row = await transaction.dataset.findUniqueOrThrow({ where: { id: step.datasetId }, ...AS_ROW })
    await putInPlace(toDataset(row))
    return true
  })
  return announceEnd(ending)
}

/**
 * Ends a running download without a dataset; false when it had already ended. Without `attempt`, ends any
 * attempt. `withdraw` takes back what the download had put in place, before it can be retried.
 */
export async function markEnded(
  { datasetId, attempt }: Pick<DownloadStep, 'datasetId'> & { attempt?: number },
  status: 'failed' | 'cancelled',
  error: string | null,
  withdraw?: () => Promise<unknown>,
): Promise<boolean> {
  const ending = transact(async (transaction) => {
    const { count } = await transaction.dataset.updateMany({
      where: { id: datasetId, status: { in: RUNNING }, ...(attempt !== undefined && { attempt }) },
      data: { status, error, problem: null, activeKey: null, finishedAt: new Date() },
    })
    if (count > 0) await withdraw?.()
    return count > 0
  })
  return announceEnd(ending)
}

/**
 * Queues a download that ended without a dataset again, and records the attempt that ended; one that was unchanged is
 * kept this time. False when it has not ended that way, or was deleted. `withdraw` as for `markEnded`.
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
        ...{ requestedAt: new Date(), aliveUntil: null },
        ...{ startedAt: null, finishedAt: null, source: null, error: null, sourceFailures: '[]' },
        ...{ shape: null, declaredCount: null, pagesTotal: null },
        ...(status === 'unchanged' && AS_IF_NEW),
      },
    })
    return true
  })
}

/** Runs work while a dataset is held in one of these statuses, none of them running; otherwise false. */
export async function whileStatus(
  id: string,
  statuses: Exclude<DatasetStatus, 'queued' | 'downloading'>[],
  work: (transaction: Transaction) => Promise<unknown>,
): Promise<boolean> {
  return transact(async (transaction) => {
    // A write that changes nothing, so that the row stays locked until the transaction ends.
    const { count } = await transaction.dataset.updateMany({
      where: { id, status: { in: statuses } },
      data: { problem: null },
    })
    if (count > 0) await work(transaction)
    return count > 0
  })
}

/** Takes back what an unchanged attempt had found. */
const AS_IF_NEW = {
  ...{ rowCount: 0, planetCount: 0, warnings: '[]', contentHash: null, sameAs: null },
  keepUnchanged: true,
}

/** Makes a running download one that is kept even if nothing has changed; false when it is no longer running. */
export async function markKept(id: string): Promise<boolean> {
  const { count } = await db().dataset.updateMany({
    where: { id, status: { in: RUNNING } },
    data: { keepUnchanged: true },
  })
  return count > 0
}

/** Reads the row of an ended download that was not deleted, and locks it until the transaction ends. */
async function lockEnded(transaction: Transaction, id: string) {
  const { count } = await transaction.dataset.updateMany({
    where: { id, status: { in: [...PAST_STATUSES] }, ...VISIBLE },
    data: { problem: null },
  })
  return count > 0 ? transaction.dataset.findUnique({ where: { id } }) : null
}

/** Selects the row of an attempt while it runs. */
export function isAttempt({ datasetId, attempt }: AttemptKey): {
  id: string
  attempt: number
  status: { in: typeof RUNNING }
} {
  return { id: datasetId, attempt, status: { in: RUNNING } }
}
