/** Signs of life of the steps that an Inngest server executes (see silence.ts). */
import 'server-only'
import { type AttemptKey, isAttempt } from '@/lib/datasets/changes'
import { SILENT_MS } from '@/lib/datasets/signs/silence'
import { db } from '@/lib/db/client'
import { isEmbedded } from '@/lib/env'
import { log } from '@/lib/log'

/** How often a running step gives a sign, in milliseconds. */
const BEAT_EVERY_MS = 10_000
/** Steps of one download share their signs: another one this soon, in milliseconds, is left out. */
const ENOUGH_MS = 3_000

const globals = globalThis as typeof globalThis & { holocronHeartbeats?: Map<string, number> }

/** When this process last gave a sign, by download. Kept on globalThis, because Next.js loads this module more than once. */
function lastBeats(): Map<string, number> {
  return (globals.holocronHeartbeats ??= new Map())
}

/** Gives signs of life while a step runs, the first one at once. Returns what ends them. */
export async function startBeating(step: AttemptKey): Promise<() => void> {
  if (isEmbedded()) return () => undefined
  await beat(step)
  const timer = setInterval(() => void beat(step), BEAT_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** Announces a pause before the download continues, in milliseconds, so that it is not taken for lost. */
export async function announcePause(step: AttemptKey, pauseMs: number): Promise<void> {
  if (!isEmbedded()) await extend(step, pauseMs + SILENT_MS)
}

async function beat(step: AttemptKey): Promise<void> {
  const beats = lastBeats()
  const now = Date.now()
  for (const [key, at] of beats) if (now - at > ENOUGH_MS) beats.delete(key)
  const key = `${step.datasetId} ${step.attempt}`
  if (beats.has(key)) return
  beats.set(key, now)
  await extend(step, SILENT_MS)
}

/** Never shortens it: another step of the download may have announced a longer pause. A failure is only logged. */
async function extend(step: AttemptKey, byMs: number): Promise<void> {
  const aliveUntil = new Date(Date.now() + byMs)
  await db()
    .dataset.updateMany({
      where: { ...isAttempt(step), OR: [{ aliveUntil: null }, { aliveUntil: { lt: aliveUntil } }] },
      data: { aliveUntil },
    })
    .catch((error: unknown) => log.warn({ err: error, ...step }, 'a sign of life could not be stored'))
}
