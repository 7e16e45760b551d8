/**
 * What the HTTP server shares with the app behind it. It is on globalThis, because Next.js bundles the app's
 * modules, some more than once. lib/connection.ts reads it and defines the types.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setMaxListeners } from 'node:events'

/** @type {(buildId: string, threadProgram: string | null) => import('../lib/connection').ServerState} */
export function createState(buildId, threadProgram) {
  const stopping = new AbortController()
  // Every open stream listens, so many listeners are not a leak.
  setMaxListeners(0, stopping.signal)
  return {
    connections: new AsyncLocalStorage(),
    middleware: [],
    answering: new Set(),
    stopping: stopping.signal,
    buildId,
    isDraining: false,
    threadProgram,
    beginStop: () => stopping.abort(),
    work: null,
  }
}
