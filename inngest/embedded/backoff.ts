/** When to retry a failed step or function. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Failure } from '@/inngest/embedded/protocol'

/** The longest wait that doubling may lead to. */
const MAX_BACKOFF_MS = 60 * 60_000
/** The longest delay of a timer. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** The next attempt of a step or function, and when it may start. */
export interface Attempt {
  attempt: number
  dueAt: Date | null
}

/**
 * The next attempt, or null after the last one. The wait doubles each time, with up to 20 % of jitter so that
 * parallel steps do not retry in unison. A wait that the function asks for is used as it is.
 */
export function nextAttempt(
  attempt: number,
  { isFinal, retryAfterMs }: Failure,
  maxAttempts: number,
  backoffMs: number,
): Attempt | null {
  if (isFinal || attempt + 1 >= maxAttempts) return null
  const backoff = backoffMs * 2 ** attempt * (1 + Math.random() / 5)
  const wait = Math.min(retryAfterMs ?? backoff, MAX_BACKOFF_MS)
  return { attempt: attempt + 1, dueAt: new Date(Date.now() + wait) }
}

/** Waits until a retry is due: an hour at most, because a longer wait means that the clock was set back. */
export async function waitForRetry(time: Date | null, signal: AbortSignal): Promise<void> {
  const left = (time?.getTime() ?? 0) - Date.now()
  if (left <= MAX_BACKOFF_MS) await waitUntil(time, signal)
}

export async function waitUntil(time: Date | null, signal: AbortSignal): Promise<void> {
  for (;;) {
    const left = (time?.getTime() ?? 0) - Date.now()
    if (left <= 0) return
    await sleep(Math.min(left, MAX_TIMER_MS), undefined, { signal })
  }
}
