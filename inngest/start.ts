import 'server-only'
import { serve } from 'inngest/edge'
import { functions, inngest } from '@/inngest'
import { reconcileDownloads } from '@/inngest/downloads'
import { EmbeddedRunner } from '@/inngest/embedded/runner'
import { setEventReceiver } from '@/inngest/embedded/transport'
import { startUpkeep, sweep } from '@/inngest/upkeep'
import { verifySample } from '@/lib/datasets/verify'
import { env, isEmbedded } from '@/lib/env'
import { log } from '@/lib/log'
import { migrate } from '@/lib/migrate'

/** Steps of one download that run at the same time. Requests to one host have a limit of their own. */
const STEP_CONCURRENCY = 6

/** Stops what `startHolocron` started. */
export type Stop = () => Promise<void>

/**
 * Makes this process ready for work: the database up to date, no orphaned files, and, unless an Inngest server is
 * configured, the embedded runner taking events and resuming unfinished downloads.
 */
export async function startHolocron(): Promise<Stop> {
  const applied = await migrate(env().DATABASE_URL)
  if (applied.length > 0) log.info({ applied }, 'database migrated')
  await sweep()
  const stopRunner = isEmbedded() ? await startRunner() : undefined
  await reconcileDownloads()
  const stopUpkeep = startUpkeep()
  void verifySample()
  return async () => {
    stopUpkeep()
    await stopRunner?.()
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
