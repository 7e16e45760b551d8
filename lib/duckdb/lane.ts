import 'server-only'
import { abortedError, busyError } from '@/lib/duckdb/errors'

/** Lets a number of tasks run at once, and the next ones wait in line: first come, first served. */
export class Lane {
  private running = 0
  /** What lets each of those in line in. */
  private readonly line: (() => void)[] = []

  /** @param maxWaiting how many may wait; one more is refused */
  constructor(
    private readonly size: number,
    private readonly maxWaiting = Number.POSITIVE_INFINITY,
  ) {}

  /**
   * Runs a task when it is its turn.
   * @throws AppError `busy` when the line is full, `aborted` when the signal aborts before it is its turn
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

  /** True while somebody waits in line. */
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

  /** The place goes to the next in line, so nobody can slip in between. */
  private leave(): void {
    const enter = this.line.shift()
    if (enter === undefined) this.running -= 1
    else enter()
  }
}
