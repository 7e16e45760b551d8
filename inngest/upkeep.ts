/** Periodic jobs: they clean up what a crash left behind, start scheduled downloads, and run retention rules. */
import 'server-only'
import { reconcileDownloads } from '@/inngest/reconcile'
import { runDueSchedules } from '@/inngest/schedules'
import { purgeDeleted } from '@/lib/datasets/keeping/purge'
import { sweepBucket } from '@/lib/datasets/recovery/sweep-bucket'
import { sweepRemains } from '@/lib/datasets/recovery/sweep'
import { log } from '@/lib/log'
import { renewReplica } from '@/lib/replicas/own'
import { runRetention } from '@/lib/retention/run'

/** Also the most that a scheduled download may be late. */
const TICK_MS = 15_000
const SWEEP_EVERY_MS = 60 * 60_000

/** Returns a function that stops it. Each job is rescheduled when it ends, whether it succeeded or failed. */
export function startUpkeep(): () => void {
  const stops = [
    repeat('reconcile downloads', TICK_MS, () => reconcileDownloads()),
    repeat('run schedules', TICK_MS, () => runDueSchedules()),
    repeat('run retention rules', TICK_MS, () => runRetention()),
    repeat('tell the other servers about this one', TICK_MS, () => renewReplica()),
    repeat('sweep the storage', SWEEP_EVERY_MS, sweep),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

export async function sweep(): Promise<void> {
  const purged = await purgeDeleted()
  if (purged.length > 0) log.info({ purged }, 'datasets that were deleted a day ago were removed')
  const { removed, restored } = await sweepRemains()
  if (removed.length > 0) log.info({ removed }, 'parts of ended downloads and trash removed')
  if (restored.length > 0) log.warn({ restored }, 'datasets restored: their deletion was interrupted')
  const { keys, uploads } = await sweepBucket()
  if (keys.length + uploads > 0) log.info({ keys, uploads }, 'objects without a name removed from the bucket')
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
