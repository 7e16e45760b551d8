/**
 * What the HTTP server (server/) knows but Next.js does not pass on. Three things:
 *
 * - `connection()`, in pages, actions and route handlers: the socket and the raw response of this request; and
 *   `responseBegins()`.
 * - `addMiddleware()`: middleware that may respond to a request before Next.js sees it, or keep it waiting.
 * - `stopping()` and `setWork()`: the signal that the server is about to end, and what it then has to stop and close.
 *
 * The server puts its side on globalThis before it loads Next.js. In tests and commands there is none: then there is no
 * connection, middleware is never called, and nothing is ever stopping.
 */
import 'server-only'
import type { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Connection {
  /** The IP address that opened the socket: the proxy's if there is one. Empty once the socket is gone. */
  remoteAddress: string
  request: IncomingMessage
  /**
   * The response that Next.js writes to. Headers set here are kept, including those that it drops from a route's Response:
   * `response.setHeader('Content-Length', …)`. Status and body remain up to the route.
   */
  response: ServerResponse
  /** What the response depends on besides the request; missing for one that must not be sent again. */
  answerState?: string
}

/** Middleware in the style of Connect and Express: responds, or calls `next`, now or later. It must not throw. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** Work that runs alongside requests. */
export interface Work {
  /** Ends work in progress, or leaves it so that the next start resumes it. Called while requests are still being served. */
  stop: () => Promise<void>
  /** Closes what requests need. Called when no requests are left. */
  close: () => Promise<void>
  /** How long requests are still served after SIGTERM, in milliseconds. */
  stopDelayMs?: number
}

/** What server/ and this module share. */
export interface ServerState {
  connections: AsyncLocalStorage<Connection>
  middleware: Middleware[]
  /** The unfinished responses. */
  answering: Set<ServerResponse>
  stopping: AbortSignal
  /** The id of the build that it serves. */
  buildId: string
  /** True while the server still serves requests, but proxies should send it no more. */
  isDraining: boolean
  /** The file of lib/swapi/thread/program.ts, which the build makes; null in development. */
  threadProgram: string | null
  beginStop: () => void
  work: Work | null
}

const NEVER = new AbortController().signal

function state(): ServerState | undefined {
  return (globalThis as typeof globalThis & { holocronServer?: ServerState }).holocronServer
}

/** The connection of the current request; null outside a request, and outside the server. */
export function connection(): Connection | null {
  return state()?.connections.getStore() ?? null
}

/** How often to look whether a response has begun, and how long at most, in milliseconds. */
const BEGUN = { everyMs: 2, withinMs: 500 }

/**
 * Resolves when the response to this request has begun: for work that takes all of this thread, so that what can be shown
 * without it is not held up. Resolves at once outside a request, and soon if the response does not begin.
 */
export async function responseBegins(): Promise<void> {
  const response = connection()?.response
  const deadline = performance.now() + BEGUN.withinMs
  while (response && !response.headersSent && !response.destroyed && performance.now() < deadline)
    await sleep(BEGUN.everyMs)
}

/** Adds middleware. Every request passes the middleware in the order it was added. */
export function addMiddleware(middleware: Middleware): void {
  state()?.middleware.push(middleware)
}

/** Aborted when the server begins to stop: from then on it accepts no new requests, and long responses must end. */
export function stopping(): AbortSignal {
  return state()?.stopping ?? NEVER
}

/** True when the server is about to stop: it still serves requests, but is no longer ready for more. */
export function isDraining(): boolean {
  return state()?.isDraining ?? false
}

/** The id of the build that the server serves; empty outside the server. */
export function buildId(): string {
  return state()?.buildId ?? ''
}

/** Sets what the server stops and closes before it ends. */
export function setWork(work: Work): void {
  const server = state()
  if (server) server.work = work
}

/** The program for reading many pages in a thread of its own; null where there is none. */
export function threadProgram(): string | null {
  return state()?.threadProgram ?? null
}
