import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from 'inngest/edge'
import { functions, inngest } from '@/inngest'
import { EmbeddedRunner } from '@/inngest/embedded/runner'
import { setEventReceiver } from '@/inngest/embedded/transport'
import { STEP_CONCURRENCY } from '@/inngest/limits'
import { reconcileDownloads } from '@/inngest/reconcile'
import { startRegistering } from '@/inngest/registration'
import { startUpkeep, sweep } from '@/inngest/upkeep'
import { claimDatasets } from '@/lib/datasets/elsewhere'
import { reconcileStorage, settlePublished } from '@/lib/datasets/recovery/reconcile-storage'
import { verifySample } from '@/lib/datasets/verify/verify-datasets'
import { migrate } from '@/lib/db/migrate'
import { env, isEmbedded } from '@/lib/env'
import { log } from '@/lib/log'
import { assertOneMachine, joinReplicas, leaveReplicas } from '@/lib/replicas/own'
import { storage } from '@/lib/storage'
import { endReaderThread } from '@/lib/swapi/thread/fetch-in-thread'

/** Stops what `startHolocron` started. */
export type Stop = () => Promise<void>

/** A few datasets are adopted before the first page is served, more of them later. In milliseconds. */
const ADOPTING_DELAYS_START_MS = 3_000
const STOP_WITHIN_MS = 2_000

/**
 * Prepares this process for work: migrates the database, removes the remains of ended downloads, adopts
 * datasets that the database does not know and, unless an Inngest server is configured, starts the embedded
 * runner, which accepts events and resumes unfinished downloads.
 */
export async function startHolocron(): Promise<Stop> {
  await storage.checkAccess()
  const applied = await migrate(env().DATABASE_URL)
  if (applied.length > 0) log.info({ applied }, 'database migrated')
  await assertOneMachine()
  await sweep()
  await settlePublished()
  const stopReconciling = await startReconciling()
  const stopRunner = isEmbedded() ? await startRunner() : undefined
  await reconcileDownloads()
  const stopUpkeep = startUpkeep()
  const stopRegistering = startRegistering()
  void verifySample()
  const claiming = new AbortController()
  const joined = joinReplicas().then(() => claimDatasets(claiming.signal))
  joined.catch((error: unknown) =>
    log.warn({ err: error }, 'could not record which datasets are in this storage'),
  )
  return async () => {
    stopUpkeep()
    stopRegistering()
    claiming.abort()
    await Promise.all([stopReconciling(), stopRunner?.(), leaveReplicas()])
    endReaderThread()
  }
}

/** Resolves when storage and database agree, or after a moment, and then continues in the background. */
async function startReconciling(): Promise<Stop> {
  const abort = new AbortController()
  const done = reconcileStorage(abort.signal)
  const timeout = new AbortController()
  await Promise.race([
    done.then(() => timeout.abort()),
    sleep(ADOPTING_DELAYS_START_MS, undefined, { signal: timeout.signal })
      .then(() => log.info('checking datasets that the database does not know'))
      .catch(() => undefined),
  ])
  return async () => {
    abort.abort()
    // It stops only between two datasets, and a large one may take longer than a shutdown should.
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
