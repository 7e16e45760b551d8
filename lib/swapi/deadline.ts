/** Ends to waiting for what may never come. */
import { setMaxListeners } from 'node:events'

export interface LinkedSignal {
  signal: AbortSignal
  abort: (reason: unknown) => void
  /** Lets go of the other signal, which may live much longer. */
  unlink: () => void
}

/** A signal that aborts by itself or with another. Unlike with `AbortSignal.any`, nothing collects it too early. */
export function linkSignal(other: AbortSignal | undefined): LinkedSignal {
  const controller = new AbortController()
  // As many listen as requests are under way, and each stops with its request. Not 0: undici asks for the number, and
  // Node's getMaxListeners throws for a target that has none.
  setMaxListeners(1_000, controller.signal)
  const abort = (reason: unknown): void => controller.abort(reason)
  const follow = (): void => abort(other?.reason)
  if (other?.aborted) follow()
  other?.addEventListener('abort', follow)
  return { signal: controller.signal, abort, unlink: () => other?.removeEventListener('abort', follow) }
}

/**
 * A signal that aborts after a time, or with another. Unlike `AbortSignal.timeout` it can be stopped: thousands of
 * answered requests would keep theirs in memory.
 */
export function startDeadline(
  ms: number,
  other: AbortSignal | undefined,
): { signal: AbortSignal; stop: () => void } {
  const { signal, abort, unlink } = linkSignal(other)
  const timer = setTimeout(() => abort(new DOMException('The deadline has passed.', 'TimeoutError')), ms)
  const stop = (): void => {
    clearTimeout(timer)
    unlink()
  }
  return { signal, stop }
}

/** Settles when `work` does, and at the latest when the signal aborts: no stream is trusted to notice that. */
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
