import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from 'inngest/edge'
import { functions, inngest } from '@/inngest'
import { reconcileDownloads } from '@/inngest/downloads'
import { EmbeddedRunner } from '@/inngest/embedded/runner'
import { setEventReceiver } from '@/inngest/embedded/transport'
import { startUpkeep, sweep } from '@/inngest/upkeep'
import { reconcileStorage, settlePublished } from '@/lib/datasets/reconcile-storage'
import { verifySample } from '@/lib/datasets/verify'
import { env, isEmbedded } from '@/lib/env'
import { log } from '@/lib/log'
import { migrate } from '@/lib/migrate'

/** Steps of one download that run at the same time. Requests to one host have a limit of their own. */
const STEP_CONCURRENCY = 6

/** Stops what `startHolocron` started. */
export type Stop = () => Promise<void>

/** A few datasets are adopted before the first page is served, many or large ones behind it. In milliseconds. */
const ADOPTING_DELAYS_START_MS = 3_000
const STOP_WITHIN_MS = 2_000

/**
 * Makes this process ready for work: the database up to date, no remains of ended downloads, datasets adopted that the
 * database did not know, and, unless an Inngest server is configured, the embedded runner taking events and resuming
 * unfinished downloads.
 */
export async function startHolocron(): Promise<Stop> {
  const applied = await migrate(env().DATABASE_URL)
  if (applied.length > 0) log.info({ applied }, 'database migrated')
  await sweep()
  await settlePublished()
  const stopReconciling = await startReconciling()
  const stopRunner = isEmbedded() ? await startRunner() : undefined
  await reconcileDownloads()
  const stopUpkeep = startUpkeep()
  void verifySample()
  return async () => {
    stopUpkeep()
    await Promise.all([stopReconciling(), stopRunner?.()])
  }
}

/** Resolves when the storage and the database know the same datasets, or after a moment, while it goes on. */
async function startReconciling(): Promise<Stop> {
  const abort = new AbortController()
  const done = reconcileStorage(abort.signal)
  const impatient = new AbortController()
  await Promise.race([
    done.then(() => impatient.abort()),
    sleep(ADOPTING_DELAYS_START_MS, undefined, { signal: impatient.signal })
      .then(() => log.info('datasets that the database does not know are being checked'))
      .catch(() => undefined),
  ])
  return async () => {
    abort.abort()
    // It ends between two datasets, and a large one may take longer than a stop should.
    await Promise.race([done, sleep(STOP_WITHIN_MS, undefined, { ref: false })])
  }
}

async function startRunner(): Promise<Stop> {
  const runner = new EmbeddedRunner(serve({ client: inngest, functions }), {
    backoffMs: env().RETRY_BACKOFF_MS,
    concurrency: STEP_CONCURRENCY,
  })
  setEventReceiver(runner)
  await runner.start()
  return async () => {
    setEventReceiver(undefined)
    await runner.stop()
  }
}
