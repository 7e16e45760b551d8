/**
 * What the HTTP server shares with the app behind it. It lies on globalThis, because Next.js bundles the app's modules,
 * some more than once; lib/connection.ts is its other end, and describes the types.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setMaxListeners } from 'node:events'

/** @returns {import('../lib/connection').ServerState} */
export function createState() {
  const stopping = new AbortController()
  // Every open stream listens; that many listeners are no leak.
  setMaxListeners(0, stopping.signal)
  return {
    connections: new AsyncLocalStorage(),
    gates: [],
    answering: new Set(),
    stopping: stopping.signal,
    beginStop: () => stopping.abort(),
    work: null,
  }
}
