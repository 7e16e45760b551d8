/**
 * Holocron's HTTP server: Next.js behind a `node:http` server of our own, in production and in development
 * (NODE_ENV decides). `npm start` and `npm run dev` run it in the app's folder;
 * docs/decisions/0020-a-server-of-our-own.md says why it is there.
 */
import http from 'node:http'
import { readAddress, toLocalUrl } from '../scripts/shared/address.mjs'
import { compress } from './compress.mjs'
import { refuseWhileStopping } from './refuse.mjs'
import { createState } from './state.mjs'
import { stopOnSignals } from './stop.mjs'

/** Connections that wait to be accepted, as far as the system allows: a thousand browsers may come at once. */
const BACKLOG = 4_096

try {
  await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function run() {
  const isDevelopment = process.env.NODE_ENV === 'development'
  const address = readAddress(isDevelopment ? 'development' : 'production')
  prepareEnvironment(address)
  const state = createState()
  globalThis.holocronServer = state

  // Only now: Next.js reads the environment as it is loaded.
  const { default: next } = await import('next')
  const server = http.createServer()
  const app = next({ dev: isDevelopment, hostname: address.host, port: address.port, httpServer: server })
  stopOnSignals(server, state, () => app.close())
  // Ends after instrumentation.ts: the database is up to date, and unfinished downloads are taken up.
  await app.prepare()
  server.on('request', answerWith(app.getRequestHandler(), state))
  await listen(server, address)
}

/** What the command line of Next.js sets, and code inside it relies on. */
function prepareEnvironment(address) {
  process.title = 'holocron'
  process.env.NEXT_RUNTIME = 'nodejs'
  process.env.PORT = String(address.port)
  // Next.js sends requests to itself, after an action that redirects: never to a host that a client names.
  process.env.__NEXT_PRIVATE_ORIGIN = toLocalUrl(address)
}

/** Leads through the gates to Next.js; code behind them finds the connection in `state.connections`. */
function answerWith(handle, state) {
  return (request, response) => {
    state.answering.add(response)
    response.once('close', () => state.answering.delete(response))
    const { remoteAddress = '' } = request.socket
    state.connections.run({ remoteAddress, request, response }, () => {
      if (refuseWhileStopping(state, request, response)) return
      pass([...state.gates, compress], request, response, () => {
        handle(request, response).catch((error) => fail(response, error))
      })
    })
  }
}

/** Goes through middleware, each of which answers or calls the next. */
function pass([first, ...others], request, response, end) {
  if (first === undefined) end()
  else first(request, response, () => pass(others, request, response, end))
}

/** Next.js answers its own errors; one that gets here leaves nothing to do but to end the answer. */
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
