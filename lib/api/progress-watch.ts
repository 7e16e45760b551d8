/**
 * The progress of downloads, for all followers in this process: the database is polled once for all of them, and only
 * while there are any; every half second, and when a download of this process ends.
 */
import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { stopping } from '@/lib/connection'
import { onEnd } from '@/lib/datasets/download/ends'
import { describeProgress, type ProgressSample } from '@/lib/datasets/download/progress'
import { type Dataset, type DatasetStatus, isRunning } from '@/lib/datasets/model/dataset'
import type { ProgressFacts } from '@/lib/datasets/model/download'
import { listDatasetsById } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { arriveWithin } from '@/lib/timing'

const POLL_EVERY_MS = 500
/** The pace is measured over this time. */
const PACE_MS = 10_000
/** Anything older than this is not reported as current. */
const FRESH_MS = 5_000

/** The last known state of a download. */
export interface Snapshot {
  id: string
  status: DatasetStatus | 'deleted'
  /** Null once it has ended. */
  progress: ProgressFacts | null
}

/** Follows downloads. Must be closed. */
export interface Follower {
  /**
   * The news since the last call: waits for the next database poll; the first call only if there is no fresh result.
   * @throws AppError `unavailable` when the database is not responding
   */
  next(): Promise<Snapshot[]>
  close(): void
}

interface Followed {
  followers: number
  samples: ProgressSample[]
  snapshot: Snapshot | undefined
  seenAt: number
}

export class ProgressWatch {
  private readonly followed = new Map<string, Followed>()
  private look: Promise<void> | undefined
  private reading: Promise<void> | undefined
  private nextAt = 0
  private stopWaiting = (): void => undefined

  constructor(
    private readonly read: (ids: string[]) => Promise<Dataset[]> = listDatasetsById,
    private readonly pollEveryMs = POLL_EVERY_MS,
  ) {}

  /** Polls the database now, or as soon as a poll in progress is over: something has changed. */
  hurry(): void {
    this.nextAt = 0
    this.stopWaiting()
  }

  /**
   * The current state of downloads: from a fresh poll if there was one, or from a new one.
   * @throws AppError `unavailable` when the database is not responding
   */
  async see(ids: string[]): Promise<Snapshot[]> {
    const follower = this.follow(ids)
    return follower.next().finally(follower.close)
  }

  /** Follows downloads until the follower is closed. */
  follow(ids: string[]): Follower {
    const all = ids.map((id) => this.join(id))
    let told = new Set<Snapshot>()
    const next = async (): Promise<Snapshot[]> => {
      if (told.size > 0 || !all.every(isFresh)) await this.pollAgain()
      if (!all.every(isFresh)) throw new AppError('unavailable', 'The database is not responding.')
      const snapshots = all.flatMap(({ snapshot }) => snapshot ?? [])
      const news = snapshots.filter((snapshot) => !told.has(snapshot))
      told = new Set(snapshots)
      return news
    }
    let isOpen = true
    const close = (): void => {
      if (isOpen) for (const id of ids) this.leave(id)
      isOpen = false
    }
    return { next, close }
  }

  private join(id: string): Followed {
    const followed = this.followed.get(id) ?? { followers: 0, samples: [], snapshot: undefined, seenAt: 0 }
    this.followed.set(id, followed)
    followed.followers += 1
    return followed
  }

  private leave(id: string): void {
    const followed = this.followed.get(id)
    if (followed && --followed.followers === 0) this.followed.delete(id)
  }

  /** All waiting followers share the same poll. */
  private pollAgain(): Promise<void> {
    return (this.look ??= this.pollWithDeadline().finally(() => (this.look = undefined)))
  }

  private async pollWithDeadline(): Promise<void> {
    const wait = Math.max(this.nextAt - performance.now(), 0)
    const hurried = new Promise<void>((resolve) => (this.stopWaiting = resolve))
    // A stopping server ends the wait, too; a wait that was cut short keeps no process running.
    const pause = sleep(wait, undefined, { signal: stopping(), ref: false }).catch(() => undefined)
    await Promise.race([hurried, pause])
    this.nextAt = performance.now() + this.pollEveryMs
    if (stopping().aborted) return
    this.reading ??= this.readAll()
      .catch((error: unknown) => log.warn({ err: error }, 'the progress of downloads could not be read'))
      .finally(() => (this.reading = undefined))
    await arriveWithin(FRESH_MS, this.reading)
  }

  private async readAll(): Promise<void> {
    const asked = [...this.followed]
    const datasets = new Map((await this.read(asked.map(([id]) => id))).map((one) => [one.id, one]))
    const at = new Date()
    for (const [id, followed] of asked) {
      followed.snapshot = describe(id, datasets.get(id), followed.samples, at)
      followed.seenAt = performance.now()
    }
  }
}

function isFresh({ snapshot, seenAt }: Followed): boolean {
  return snapshot !== undefined && performance.now() - seenAt <= FRESH_MS
}

function describe(id: string, dataset: Dataset | undefined, samples: ProgressSample[], at: Date): Snapshot {
  if (!dataset || !isRunning(dataset.status))
    return { id, status: dataset?.status ?? 'deleted', progress: null }
  while (samples[0] && at.getTime() - samples[0].at.getTime() > PACE_MS) samples.shift()
  const progress = describeProgress(dataset, at, samples[0])
  samples.push({ at, rowCount: dataset.rowCount, pagesDone: dataset.pagesDone })
  return { id, status: dataset.status, progress }
}

const globals = globalThis as typeof globalThis & { holocronProgressWatch?: ProgressWatch }

/** This process's watch. Kept on globalThis, because Next.js loads this module once per bundle. */
export function progressWatch(): ProgressWatch {
  return (globals.holocronProgressWatch ??= beginWatch())
}

function beginWatch(): ProgressWatch {
  const watch = new ProgressWatch()
  onEnd(() => watch.hurry())
  return watch
}
