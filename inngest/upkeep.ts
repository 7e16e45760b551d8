/** Periodic jobs that clean up what a crash left behind. */
import 'server-only'
import { reconcileDownloads } from '@/inngest/reconcile'
import { sweepRemains } from '@/lib/datasets/recovery/sweep'
import { log } from '@/lib/log'

const RECONCILE_EVERY_MS = 15_000
const SWEEP_EVERY_MS = 60 * 60_000

/** Returns a function that stops it. Each job is rescheduled when it ends, whether it succeeded or failed. */
export function startUpkeep(): () => void {
  const stops = [
    repeat('reconcile downloads', RECONCILE_EVERY_MS, () => reconcileDownloads()),
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

function repeat(name: string, everyMs: number, job: () => Promise<void>): () => void {
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
