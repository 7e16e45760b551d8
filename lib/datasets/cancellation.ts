/** Ends the steps of a download at once when nobody wants it any more, whichever process was told so. */
import 'server-only'
import type { TurnKey } from '@/lib/datasets/changes'
import { getTurn } from '@/lib/datasets/store'
import { isRunning } from '@/lib/datasets/types'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { arriveWithin } from '@/lib/patience'

/** How often a step looks whether another process has ended its download, in milliseconds. */
const LOOK_EVERY_MS = 250
/** How long a step that was told to stop may take to say what it did last, in milliseconds. */
const STOP_WITHIN_MS = 2_000

/** A step under way in this process. */
interface Work {
  datasetId: string
  stop: AbortController
  ended: Promise<unknown>
}

const globals = globalThis as typeof globalThis & { holocronWork?: Set<Work> }

/** Kept on globalThis, because Next.js loads this module once per bundle. */
function underWay(): Set<Work> {
  return (globals.holocronWork ??= new Set())
}

/**
 * Does the work of a step under a signal that aborts as soon as its attempt has ended.
 * @throws AppError `conflict` when that is so, and whatever the work throws
 */
export async function whileWanted<T>(
  { datasetId, attempt }: TurnKey,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  let isLooking = false
  async function look(): Promise<void> {
    if (isLooking) return
    isLooking = true
    const turn = await getTurn(datasetId).finally(() => (isLooking = false))
    if (turn?.attempt !== attempt || !isRunning(turn.status)) stop.abort(endedError())
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => log.warn({ err: error, datasetId }, 'could not look for a cancellation'))
  }, LOOK_EVERY_MS)
  const ended = task(stop.signal)
  const work: Work = { datasetId, stop, ended }
  underWay().add(work)
  try {
    return await ended
  } catch (error) {
    // Whatever the work says of its broken-off waits, this is why they were.
    stop.signal.throwIfAborted()
    throw error
  } finally {
    clearInterval(timer)
    underWay().delete(work)
  }
}

/** Ends the steps of a download that run in this process, and waits until they have written down what they did. */
export async function stopWork(datasetId: string): Promise<void> {
  const works = [...underWay()].filter((work) => work.datasetId === datasetId)
  for (const { stop } of works) stop.abort(endedError())
  await arriveWithin(STOP_WITHIN_MS, Promise.allSettled(works.map(({ ended }) => ended)))
}

/** What a step says when its attempt has ended meanwhile: there is nothing left to do. */
export function endedError(): AppError {
  return new AppError('conflict', 'This download was ended before it was complete.')
}
