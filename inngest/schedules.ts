/** Runs schedules: when they are due, and on request. */
import 'server-only'
import { begin, startDownload } from '@/inngest/downloads'
import type { RequestedDownload } from '@/lib/datasets/download/request'
import { log } from '@/lib/log'
import { type DueSchedule, fire, listDue, recordRun } from '@/lib/schedules/due'
import { requireSchedule } from '@/lib/schedules/store'

/** A time of a schedule that this process took care of. */
export interface ScheduledRun {
  scheduleId: string
  /** The time it was due. */
  at: Date
  /** Null when no download could be started. */
  datasetId: string | null
  /** True when a download of its source was running already. */
  joined: boolean
}

/** Starts the downloads of all schedules that are due. One that fails is left for the next tick, and delays no other. */
export async function runDueSchedules(now = new Date()): Promise<ScheduledRun[]> {
  const runs: ScheduledRun[] = []
  for (const due of await listDue(now)) {
    try {
      const run = await runDue(due, now)
      if (run !== null) runs.push(run)
    } catch (error) {
      log.error({ err: error, scheduleId: due.id }, 'a scheduled download could not be started')
    }
  }
  return runs
}

async function runDue(due: DueSchedule, now: Date): Promise<ScheduledRun | null> {
  const fired = await fire(due, now)
  if (fired === null) return null
  const { datasetId, started } = fired
  const run = {
    scheduleId: due.id,
    at: due.nextAt,
    datasetId,
    joined: started === null && datasetId !== null,
  }
  log.info({ ...run, at: run.at.toISOString() }, 'a scheduled download is due')
  if (started) await begin(started)
  return run
}

/**
 * Starts the download of a schedule now, or joins the running one. Its next time stays.
 * @throws AppError `not_found`, or as `startDownload`
 */
export async function runSchedule(id: string): Promise<RequestedDownload> {
  const { source } = await requireSchedule(id)
  const requested = await startDownload(source)
  await recordRun(id, requested.dataset.id)
  return requested
}
