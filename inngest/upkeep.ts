/** What is done now and then while the program runs, so that what a crash left behind does not stay. */
import 'server-only'
import { reconcileDownloads } from '@/inngest/downloads'
import { sweepRemains } from '@/lib/datasets/sweep'
import { log } from '@/lib/log'

const RECONCILE_EVERY_MS = 15_000
const SWEEP_EVERY_MS = 60 * 60_000

/** Starts it; returns what stops it. Each job is planned again when it has ended, and one that fails is tried again then. */
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
  const { removed, broughtBack } = await sweepRemains()
  if (removed.length > 0) log.info({ removed }, 'parts of ended downloads and deleted datasets removed')
  if (broughtBack.length > 0) log.warn({ broughtBack }, 'datasets are back: their deletion was interrupted')
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
