import 'server-only'
import { abortedError } from '@/lib/duckdb/errors'

interface Run<T> {
  result: Promise<T>
  callers: number
  stop: AbortController
}

/**
 * Results of work that always returns the same for the same key: the most recent are kept, and concurrent
 * callers share one run. Work is stopped once no caller is waiting for it. A failure reaches every waiting
 * caller, and is not kept.
 */
export class SharedWork<T> {
  /** Least recently used first. */
  private readonly kept = new Map<string, T>()
  private readonly runs = new Map<string, Run<T>>()

  /** @param size how many results are kept */
  constructor(private readonly size: number) {}

  /**
   * The result for a key: kept, in progress, or computed now. `signal` ends the wait of this caller only.
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
    run.callers += 1
    try {
      return await waitFor(run.result, signal)
    } finally {
      run.callers -= 1
      if (run.callers === 0) this.end(key, run)
    }
  }

  /** True for a result that is kept. */
  has(key: string): boolean {
    return this.kept.has(key)
  }

  private start(key: string, work: (signal: AbortSignal) => Promise<T>): Run<T> {
    const stop = new AbortController()
    const result = work(stop.signal).then((value) => {
      this.keep(key, value)
      return value
    })
    const run = { result, callers: 0, stop }
    this.runs.set(key, run)
    return run
  }

  /** Later callers must not join work that is being stopped. */
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
