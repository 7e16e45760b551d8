/** Stops the steps of a download promptly once it has ended, whichever process ended it. */
import 'server-only'
import type { AttemptKey } from '@/lib/datasets/changes'
import { isRunning } from '@/lib/datasets/model/dataset'
import { getDownloadState } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { arriveWithin } from '@/lib/timing'

/** How often a step checks whether another process has ended its download, in milliseconds. */
const POLL_EVERY_MS = 250
/** How long a step that was told to stop may take to record its last work, in milliseconds. */
const STOP_WITHIN_MS = 2_000

/** A step running in this process. */
interface Work {
  datasetId: string
  attempt: number
  stop: AbortController
  ended: Promise<unknown>
}

const globals = globalThis as typeof globalThis & {
  holocronWork?: Set<Work>
  holocronLooking?: NodeJS.Timeout | undefined
}

/** Kept on globalThis, because Next.js loads this module once per bundle. */
function underWay(): Set<Work> {
  return (globals.holocronWork ??= new Set())
}

/**
 * Runs a step's task with a signal that aborts as soon as its attempt has ended.
 * @throws AppError `conflict` when the attempt has ended, and whatever the task throws
 */
export async function untilCancelled<T>(
  { datasetId, attempt }: AttemptKey,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const ended = task(stop.signal)
  const work: Work = { datasetId, attempt, stop, ended }
  underWay().add(work)
  keepLooking()
  try {
    return await ended
  } catch (error) {
    // An aborted task may throw any error: report the abort that caused it.
    stop.signal.throwIfAborted()
    throw error
  } finally {
    underWay().delete(work)
  }
}

/** Looks at the downloads of all steps while there are any: once for each, however many of its steps run. */
function keepLooking(): void {
  if (globals.holocronLooking !== undefined) return
  let isLooking = false
  globals.holocronLooking = setInterval(() => {
    if (underWay().size === 0) {
      clearInterval(globals.holocronLooking)
      globals.holocronLooking = undefined
    } else if (!isLooking) {
      isLooking = true
      void lookAtAll().finally(() => (isLooking = false))
    }
  }, POLL_EVERY_MS)
}

async function lookAtAll(): Promise<void> {
  const datasetIds = new Set([...underWay()].map(({ datasetId }) => datasetId))
  await Promise.all([...datasetIds].map(lookAt))
}

async function lookAt(datasetId: string): Promise<void> {
  const before = [...underWay()].filter((work) => work.datasetId === datasetId)
  try {
    const state = await getDownloadState(datasetId)
    for (const { attempt, stop } of before)
      if (state?.attempt !== attempt || !isRunning(state.status)) stop.abort(endedError())
  } catch (error) {
    log.warn({ err: error, datasetId }, 'could not check for a cancellation')
  }
}

/** Stops the steps of a download that run in this process, and waits until they have recorded their work. */
export async function stopWork(datasetId: string): Promise<void> {
  const works = [...underWay()].filter((work) => work.datasetId === datasetId)
  for (const { stop } of works) stop.abort(endedError())
  await arriveWithin(STOP_WITHIN_MS, Promise.allSettled(works.map(({ ended }) => ended)))
}

/** Thrown by a step whose attempt has ended meanwhile: there is nothing left to do. */
export function endedError(): AppError {
  return new AppError('conflict', 'This download ended before it was complete.')
}
