/** Periodic jobs: they clean up what a crash left behind, and start scheduled downloads. */
import 'server-only'
import { reconcileDownloads } from '@/inngest/reconcile'
import { runDueSchedules } from '@/inngest/schedules'
import { sweepRemains } from '@/lib/datasets/recovery/sweep'
import { log } from '@/lib/log'

/** Also the most that a scheduled download may be late. */
const TICK_MS = 15_000
const SWEEP_EVERY_MS = 60 * 60_000

/** Returns a function that stops it. Each job is rescheduled when it ends, whether it succeeded or failed. */
export function startUpkeep(): () => void {
  const stops = [
    repeat('reconcile downloads', TICK_MS, () => reconcileDownloads()),
    repeat('run schedules', TICK_MS, () => runDueSchedules()),
    repeat('sweep the storage', SWEEP_EVERY_MS, sweep),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

export async function sweep(): Promise<void> {
  const { removed, restored } = await sweepRemains()
  if (removed.length > 0) log.info({ removed }, 'parts of ended downloads and deleted datasets removed')
  if (restored.length > 0) log.warn({ restored }, 'datasets restored: their deletion was interrupted')
}

function repeat(name: string, everyMs: number, job: () => Promise<unknown>): () => void {
  let timer: NodeJS.Timeout
  let isStopped = false
  const plan = (): void => {
    if (isStopped) return
    timer = setTimeout(() => {
      void job()
        .catch((error: unknown) => log.error({ err: error }, `could not ${name}`))
        .finally(plan)
    }, everyMs)
    timer.unref()
  }
  plan()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
