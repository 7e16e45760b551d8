/** Deadlines and abort signals, for waits that might never end. */
import { setMaxListeners } from 'node:events'

export interface LinkedSignal {
  signal: AbortSignal
  abort: (reason: unknown) => void
  /** Stops listening to the other signal, which may live much longer. */
  unlink: () => void
}

/** A signal that aborts on its own or with another. Unlike one from `AbortSignal.any`, it is not collected too early. */
export function linkSignal(other: AbortSignal | undefined): LinkedSignal {
  const controller = new AbortController()
  // Each request in progress adds a listener and removes it when it ends. Not 0: undici reads the limit, and Node's
  // getMaxListeners throws for a target without one.
  setMaxListeners(1_000, controller.signal)
  const abort = (reason: unknown): void => controller.abort(reason)
  const follow = (): void => abort(other?.reason)
  if (other?.aborted) follow()
  other?.addEventListener('abort', follow)
  return { signal: controller.signal, abort, unlink: () => other?.removeEventListener('abort', follow) }
}

/**
 * A signal that aborts after a timeout, or with another. Unlike `AbortSignal.timeout` it can be stopped; otherwise
 * thousands of finished requests would keep theirs in memory.
 */
export function startDeadline(ms: number, other: AbortSignal | undefined): Deadline {
  const { signal, abort, unlink } = linkSignal(other)
  let timer = setTimeout(() => abort(new DOMException('The deadline has passed.', 'TimeoutError')), ms)
  const restart = (reason: Error): void => {
    clearTimeout(timer)
    timer = setTimeout(() => abort(reason), ms)
  }
  const stop = (): void => {
    clearTimeout(timer)
    unlink()
  }
  return { signal, restart, stop }
}

export interface Deadline {
  signal: AbortSignal
  /** Grants the same time again, and sets the reason to abort with when that is over. */
  restart: (reason: Error) => void
  stop: () => void
}

/** Settles when `work` does, or when the signal aborts: streams are not trusted to notice the abort. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    const fail = (): void => reject(signal.reason as Error)
    if (signal.aborted) fail()
    signal.addEventListener('abort', fail)
    stop = () => signal.removeEventListener('abort', fail)
  })
  return Promise.race([work, aborted]).finally(stop)
}
