/**
 * Holocron's HTTP server: Next.js behind our own `node:http` server, in production and in development
 * (NODE_ENV decides). It runs in the app's folder; docs/decisions/0020-a-server-of-our-own.md explains why.
 */
import { existsSync, readFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { toLocalUrl } from '../scripts/shared/address.mjs'
import { THREAD_PROGRAM } from '../scripts/shared/thread-program.mjs'
import { compress } from './compress.mjs'
import { refuseWhileStopping } from './refuse.mjs'
import { createState } from './state.mjs'
import { dieOf, stopOnSignals } from './stop.mjs'

/** Connections that may wait to be accepted, if the system allows: a thousand browsers may come at once. */
const BACKLOG = 4_096

/**
 * Serves until a signal arrives; resolves when the port is open.
 *
 * @param {{ host: string, port: number }} address
 * @param {(signal: NodeJS.Signals) => void} [end] how the process ends after a signal
 */
export async function runServer(address, end = dieOf) {
  const isDevelopment = process.env.NODE_ENV === 'development'
  const state = isDevelopment
    ? createState('development', null)
    : createState(readBuildId(), findThreadProgram())
  prepareEnvironment(address)
  globalThis.holocronServer = state

  // Imported only now, because Next.js reads the environment when it loads.
  const { default: next } = await import('next')
  const server = http.createServer()
  const app = next({ dev: isDevelopment, hostname: address.host, port: address.port, httpServer: server })
  stopOnSignals(server, state, () => app.close(), end)
  // Resolves after instrumentation.ts: the database is up to date, and unfinished downloads are resumed.
  await app.prepare()
  server.on('request', answerWith(app.getRequestHandler(), state))
  await listen(server, address)
  if (!isDevelopment) visitWhenIdle(address, state)
}

/** What people ask for first: the page, and what its buttons and progress need. */
const FIRST_ASKED = ['/', '/api/datasets?limit=1']

/** How long the server lets whoever is there at once go first, in milliseconds. */
const VISIT_AFTER_MS = 1_000

/** So that Next.js has loaded the code when the first person comes. People who are there already would have to wait for it. */
function visitWhenIdle(address, state) {
  const visit = () => (state.answering.size === 0 ? visitOwnPages(address) : visitWhenIdle(address, state))
  setTimeout(visit, VISIT_AFTER_MS).unref()
}

/** Whether the pages are shown does not matter. */
function visitOwnPages(address, [path, ...others] = FIRST_ASKED) {
  if (path === undefined) return
  const url = new URL(path, toLocalUrl(address))
  http
    .get(url, { agent: false }, (response) => {
      response.resume()
      response.once('close', () => visitOwnPages(address, others))
    })
    .once('error', () => undefined)
}

/** Null for a build without it: then this thread reads them, too. */
function findThreadProgram() {
  const file = path.resolve(THREAD_PROGRAM)
  return existsSync(file) ? file : null
}

function readBuildId() {
  try {
    return readFileSync('.next/BUILD_ID', 'utf8').trim()
  } catch (cause) {
    throw new Error('Holocron has not been built yet. Run npm run build, or npm start, which builds it.', {
      cause,
    })
  }
}

/** Sets what the Next.js CLI sets and code inside Next.js relies on. */
function prepareEnvironment(address) {
  // Prisma's query compiler is WebAssembly. V8's optimizing compiler would take 70 MB and a second of a core for it at
  // start, to save a millisecond per new shape of query; this leaves V8's baseline compiler.
  setFlagsFromString('--liftoff-only')
  // By default, V8 lets garbage grow to several times what is in use before it looks for it.
  setFlagsFromString('--heap-growing-percent=50')
  process.title = 'holocron'
  process.env.NEXT_RUNTIME = 'nodejs'
  process.env.PORT = String(address.port)
  // Next.js sends requests to itself after an action that redirects: never to a host chosen by a client.
  process.env.__NEXT_PRIVATE_ORIGIN = toLocalUrl(address)
  if (process.env.NODE_ENV === 'development') return
  // The configuration of the build: a container has no other, and reading the file again would take a tenth of a start.
  const { config } = JSON.parse(readFileSync('.next/required-server-files.json', 'utf8'))
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config)
}

/** Passes requests through the middleware to Next.js; later code finds the connection in `state.connections`. */
function answerWith(handle, state) {
  return (request, response) => {
    state.answering.add(response)
    response.once('close', () => state.answering.delete(response))
    const { remoteAddress = '' } = request.socket
    state.connections.run({ remoteAddress, request, response }, () => {
      if (refuseWhileStopping(state, request, response)) return
      pass([compress, ...state.middleware], request, response, () => {
        handle(request, response).catch((error) => fail(response, error))
      })
    })
  }
}

/** Runs middleware, each of which responds or calls the next. */
function pass([first, ...others], request, response, end) {
  if (first === undefined) end()
  else first(request, response, () => pass(others, request, response, end))
}

/** Next.js handles its own errors; for one that gets here, all we can do is end the response. */
function fail(response, error) {
  console.error(error)
  if (response.headersSent) return response.destroy()
  response.statusCode = 500
  response.end('Something went wrong inside Holocron.')
}

function listen(server, { host, port }) {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
