/**
 * What the HTTP server (server/) knows and Next.js does not hand on. Three things:
 *
 * - `connection()`, in pages, actions, route handlers and proxy.ts: the socket and the raw response of this request.
 * - `addGate()`: middleware that may answer a request before Next.js sees it, or keep it waiting.
 * - `stopping()` and `setWork()`: the signal that the server is about to end, and what it has to stop and close then.
 *
 * The server puts its end on globalThis before it loads Next.js. Elsewhere, in tests and commands, there is none:
 * then there is no connection, gates are never asked, and nothing is ever stopping.
 */
import 'server-only'
import type { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface Connection {
  /** The address of whoever opened the socket: a proxy's where there is one. Empty once the socket is gone. */
  remoteAddress: string
  request: IncomingMessage
  /**
   * The response that Next.js writes to. Headers set here are kept, also those that it drops from a route's Response:
   * `response.setHeader('Content-Length', …)`. Status and body remain the route's.
   */
  response: ServerResponse
}

/** Middleware as Connect and Express have it: answers a request, or calls `next`, now or later. It may not throw. */
export type Gate = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** What runs besides requests. */
export interface Work {
  /** Ends what is under way, or leaves it so that the next start takes it up. Called while requests are being answered. */
  stop: () => Promise<void>
  /** Closes what requests need. Called when none is left. */
  close: () => Promise<void>
}

/** What server/ and this module share. */
export interface ServerState {
  connections: AsyncLocalStorage<Connection>
  gates: Gate[]
  /** The responses that are not finished. */
  answering: Set<ServerResponse>
  stopping: AbortSignal
  beginStop: () => void
  work: Work | null
}

const NEVER = new AbortController().signal

function state(): ServerState | undefined {
  return (globalThis as typeof globalThis & { holocronServer?: ServerState }).holocronServer
}

/** The connection of the request that is being answered; null outside of one, and outside the server. */
export function connection(): Connection | null {
  return state()?.connections.getStore() ?? null
}

/** Adds a gate. Every request passes them in the order in which they were added. */
export function addGate(gate: Gate): void {
  state()?.gates.push(gate)
}

/** Aborted when the server begins to stop: from then on it takes no new requests, and long answers must end. */
export function stopping(): AbortSignal {
  return state()?.stopping ?? NEVER
}

/** Says what the server stops and closes before it ends. */
export function setWork(work: Work): void {
  const server = state()
  if (server) server.work = work
}
