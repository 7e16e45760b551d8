import 'server-only'
import { abortedError } from '@/lib/duckdb/errors'

interface Run<T> {
  result: Promise<T>
  askers: number
  stop: AbortController
}

/**
 * Results of work that gives the same for the same key: the last few are kept, and those who ask for one at the same
 * time share it. Work stops when nobody waits for it any more. A failure is everybody's who waits, and is not kept.
 */
export class SharedWork<T> {
  /** The one used longest ago comes first. */
  private readonly kept = new Map<string, T>()
  private readonly runs = new Map<string, Run<T>>()

  /** @param size how many results are kept */
  constructor(private readonly size: number) {}

  /**
   * The result for a key: kept, under way, or worked out now. `signal` ends the waiting of this asker only.
   * @throws AppError `aborted`, or whatever the work throws
   */
  async get(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw abortedError(signal)
    const known = this.kept.get(key)
    if (known !== undefined) {
      this.keep(key, known)
      return known
    }
    const run = this.runs.get(key) ?? this.start(key, work)
    run.askers += 1
    try {
      return await waitFor(run.result, signal)
    } finally {
      run.askers -= 1
      if (run.askers === 0) this.end(key, run)
    }
  }

  private start(key: string, work: (signal: AbortSignal) => Promise<T>): Run<T> {
    const stop = new AbortController()
    const result = work(stop.signal).then((value) => {
      this.keep(key, value)
      return value
    })
    const run = { result, askers: 0, stop }
    this.runs.set(key, run)
    return run
  }

  /** Whoever asks from here on must not meet work that is being stopped. */
  private end(key: string, run: Run<T>): void {
    if (this.runs.get(key) === run) this.runs.delete(key)
    run.stop.abort()
  }

  private keep(key: string, value: T): void {
    this.kept.delete(key)
    this.kept.set(key, value)
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.size) break
      this.kept.delete(oldest)
    }
  }
}

function waitFor<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(abortedError(signal))
    signal?.addEventListener('abort', leave, { once: true })
    void result.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave))
  })
}
