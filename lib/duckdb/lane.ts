import 'server-only'
import { abortedError, busyError } from '@/lib/duckdb/errors'

/** Lets a number of tasks run concurrently while others wait in a queue: first come, first served. */
export class Lane {
  private running = 0
  /** Callbacks that admit the waiting tasks, in order. */
  private readonly line: (() => void)[] = []

  /** @param maxWaiting how many may wait; one more is refused */
  constructor(
    private readonly size: number,
    private readonly maxWaiting = Number.POSITIVE_INFINITY,
  ) {}

  /**
   * Runs a task when its turn comes.
   * @throws AppError `busy` when the queue is full, `aborted` when the signal aborts before its turn
   */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw abortedError(signal)
    if (this.running < this.size) this.running += 1
    else await this.waitForTurn(signal)
    try {
      return await task()
    } finally {
      this.leave()
    }
  }

  /** True while any task is waiting. */
  get isWanted(): boolean {
    return this.line.length > 0
  }

  private waitForTurn(signal: AbortSignal | undefined): Promise<void> {
    if (this.line.length >= this.maxWaiting) throw busyError()
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.line.splice(this.line.indexOf(enter), 1)
        reject(abortedError(signal))
      }
      const enter = (): void => {
        signal?.removeEventListener('abort', giveUp)
        resolve()
      }
      this.line.push(enter)
      signal?.addEventListener('abort', giveUp, { once: true })
    })
  }

  /** Passes the slot to the next in the queue, so no task can jump it. */
  private leave(): void {
    const enter = this.line.shift()
    if (enter === undefined) this.running -= 1
    else enter()
  }
}
