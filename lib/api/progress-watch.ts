/**
 * How downloads stand, for everybody who follows some of them in this process: the database is asked once for all, and
 * only while somebody is there.
 */
import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { stopping } from '@/lib/connection'
import { describeProgress, type ProgressSample } from '@/lib/datasets/progress'
import { listDatasetsById } from '@/lib/datasets/store'
import { isRunning, type Dataset, type DatasetStatus, type ProgressFacts } from '@/lib/datasets/types'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { arriveWithin } from '@/lib/patience'

const LOOK_EVERY_MS = 500
/** The pace is told over this time. */
const PACE_MS = 10_000
/** What was seen longer ago is not told as if it were so now. */
const FRESH_MS = 5_000

/** A download as it was seen last. */
export interface Sight {
  id: string
  status: DatasetStatus | 'deleted'
  /** Null once it has ended. */
  progress: ProgressFacts | null
}

/** Somebody who follows downloads. Has to be closed. */
export interface Follower {
  /**
   * What has been seen since the last call: waits for the next look at the database, at first only if there was none.
   * @throws AppError `unavailable` when the database does not answer
   */
  next(): Promise<Sight[]>
  close(): void
}

interface Followed {
  followers: number
  samples: ProgressSample[]
  sight: Sight | undefined
  seenAt: number
}

export class ProgressWatch {
  private readonly followed = new Map<string, Followed>()
  private look: Promise<void> | undefined
  private reading: Promise<void> | undefined
  private nextAt = 0

  constructor(private readonly read: (ids: string[]) => Promise<Dataset[]> = listDatasetsById) {}

  /**
   * How downloads stand now: as somebody's look of this moment found them, or one of its own.
   * @throws AppError `unavailable` when the database does not answer
   */
  async see(ids: string[]): Promise<Sight[]> {
    const follower = this.follow(ids)
    return follower.next().finally(follower.close)
  }

  /** Follows downloads for as long as it takes. */
  follow(ids: string[]): Follower {
    const all = ids.map((id) => this.join(id))
    let told = new Set<Sight>()
    const next = async (): Promise<Sight[]> => {
      if (told.size > 0 || !all.every(isFresh)) await this.lookAgain()
      if (!all.every(isFresh)) throw new AppError('unavailable', 'The database does not answer.')
      const sights = all.flatMap(({ sight }) => sight ?? [])
      const news = sights.filter((sight) => !told.has(sight))
      told = new Set(sights)
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
    const followed = this.followed.get(id) ?? { followers: 0, samples: [], sight: undefined, seenAt: 0 }
    this.followed.set(id, followed)
    followed.followers += 1
    return followed
  }

  private leave(id: string): void {
    const followed = this.followed.get(id)
    if (followed && --followed.followers === 0) this.followed.delete(id)
  }

  /** All who wait, wait for the same look. */
  private lookAgain(): Promise<void> {
    return (this.look ??= this.lookInTime().finally(() => (this.look = undefined)))
  }

  private async lookInTime(): Promise<void> {
    const wait = Math.max(this.nextAt - performance.now(), 0)
    // A server that stops ends the wait.
    await sleep(wait, undefined, { signal: stopping() }).catch(() => undefined)
    this.nextAt = performance.now() + LOOK_EVERY_MS
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
      followed.sight = describe(id, datasets.get(id), followed.samples, at)
      followed.seenAt = performance.now()
    }
  }
}

function isFresh({ sight, seenAt }: Followed): boolean {
  return sight !== undefined && performance.now() - seenAt <= FRESH_MS
}

function describe(id: string, dataset: Dataset | undefined, samples: ProgressSample[], at: Date): Sight {
  if (!dataset || !isRunning(dataset.status))
    return { id, status: dataset?.status ?? 'deleted', progress: null }
  while (samples[0] && at.getTime() - samples[0].at.getTime() > PACE_MS) samples.shift()
  const progress = describeProgress(dataset, at, samples[0])
  samples.push({ at, rowCount: dataset.rowCount, pagesDone: dataset.pagesDone })
  return { id, status: dataset.status, progress }
}

const globals = globalThis as typeof globalThis & { holocronProgressWatch?: ProgressWatch }

/** The watch of this process. Kept on globalThis, because Next.js loads this module once per bundle. */
export function progressWatch(): ProgressWatch {
  return (globals.holocronProgressWatch ??= new ProgressWatch())
}
