/**
 * Starts the downloads that are due. Every process looks for them, with a clock of its own: one of them moves a schedule
 * on to its next time and adds the dataset in the same transaction, so that each time has one download, or none if all
 * of them die.
 */
import 'server-only'
import { createHash } from 'node:crypto'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { getRunningDataset } from '@/lib/datasets/store'
import { db, isUniqueViolation, transact, type Transaction } from '@/lib/db/client'
import { sourceLabel } from '@/lib/format'
import type { ScheduleModel } from '@/lib/generated/sqlite/models'
import { timeAfter } from '@/lib/schedules/cron'
import { isKnownSource } from '@/lib/swapi/sources'

export type DueSchedule = Pick<ScheduleModel, 'id' | 'source' | 'cron' | 'zone'> & { nextAt: Date }

/** What became of a schedule that was due. */
export interface Fired {
  /** The dataset of its download; null when none could be started. */
  datasetId: string | null
  /** The dataset whose download is to be started now; null when it is running, or done, already. */
  started: Dataset | null
}

const TRIES = 5

/** Schedules whose time has come, those that have waited longest first. */
export async function listDue(now: Date): Promise<DueSchedule[]> {
  const rows = await db().schedule.findMany({
    where: { nextAt: { lte: now } },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    select: { id: true, source: true, cron: true, zone: true, nextAt: true },
  })
  return rows.flatMap(({ nextAt, ...row }) => (nextAt === null ? [] : { ...row, nextAt }))
}

/**
 * Moves a schedule that is due on to its next time from now, however many it missed, and adds the dataset of its
 * download or joins the running one of its source. Null when another process has done so, or it was changed.
 */
export async function fire(due: DueSchedule, now: Date): Promise<Fired | null> {
  for (let tries = 1; ; tries++) {
    try {
      return await transact((transaction) => fireOnce(transaction, due, now))
    } catch (error) {
      // Somebody started a download of the same source at the same moment: then this joins it.
      if (!isUniqueViolation(error) || tries === TRIES) throw error
    }
  }
}

async function fireOnce(transaction: Transaction, due: DueSchedule, now: Date): Promise<Fired | null> {
  const { id, source, cron, zone, nextAt } = due
  const isKnown = isKnownSource(source)
  const { count } = await transaction.schedule.updateMany({
    where: { id, source, cron, zone, nextAt },
    data: {
      nextAt: timeAfter(cron, zone, now),
      lastAt: now,
      lastDatasetId: null,
      lastProblem: isKnown ? null : describeUnknown(source),
    },
  })
  if (count === 0) return null
  if (!isKnown) return { datasetId: null, started: null }
  const { datasetId, started } = await addDataset(transaction, due)
  await transaction.schedule.update({ where: { id }, data: { lastDatasetId: datasetId } })
  return { datasetId, started }
}

async function addDataset(
  transaction: Transaction,
  due: DueSchedule,
): Promise<{ datasetId: string; started: Dataset | null }> {
  const datasetId = datasetIdOf(due)
  // A time that comes again, because the clock was put back and the schedule resumed, has its dataset already.
  if ((await transaction.dataset.count({ where: { id: datasetId } })) > 0) return { datasetId, started: null }
  const running = await getRunningDataset(due.source, transaction)
  if (running) return { datasetId: running.id, started: null }
  return { datasetId, started: await createDataset(datasetId, due.source, { client: transaction }) }
}

/**
 * The id of the dataset for one time of a schedule, which also is the id of the event that starts its download: whoever
 * calculates it gets the same.
 */
export function datasetIdOf({ id, nextAt }: Pick<DueSchedule, 'id' | 'nextAt'>): string {
  const hash = createHash('sha256').update(`${id} ${nextAt.toISOString()}`).digest()
  return createDatasetId(nextAt, hash)
}

/** Records a run that somebody asked for; its times stay as they are. */
export async function recordRun(id: string, datasetId: string, now = new Date()): Promise<void> {
  await db().schedule.updateMany({
    where: { id },
    data: { lastAt: now, lastDatasetId: datasetId, lastProblem: null },
  })
}

function describeUnknown(source: string): string {
  return (
    `Nothing was downloaded: ${sourceLabel(source)} is no longer one of the configured sources. ` +
    'Configure it again, or delete this schedule.'
  )
}
