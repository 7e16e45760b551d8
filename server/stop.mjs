/**
 * Shutdown: first waits for `STOP_DELAY_MS`, if set, while `/api/ready` says 503 and everything else is served as usual, so
 * that proxies send new requests elsewhere. Then ends the process within `STOP_WITHIN_MS`, whatever clients are connected.
 */
import { setTimeout as sleep } from 'node:timers/promises'

/** The whole shutdown. */
const STOP_WITHIN_MS = 8_000
/** The part of it for pending responses and background work. */
const FINISH_WITHIN_MS = 5_000
/** The part of it for closing the database, and the same again for closing Next.js. */
const CLOSE_WITHIN_MS = 1_000
/** A terminal and npm each pass on the same Ctrl-C: signals within this time count as one. */
const SAME_SIGNAL_MS = 1_000

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 }

/**
 * Stops the server at the first SIGINT or SIGTERM. A second one ends the process immediately.
 *
 * @param {import('node:http').Server} server
 * @param {import('../lib/connection').ServerState} state
 * @param {() => Promise<void>} closeNext
 * @param {(signal: NodeJS.Signals) => void} end how the process ends once everything is closed
 */
export function stopOnSignals(server, state, closeNext, end) {
  let first
  let since = 0
  for (const signal of Object.keys(EXIT_CODES)) {
    process.on(signal, () => {
      if (first === undefined) {
        first = signal
        since = Date.now()
        const delay = signal === 'SIGTERM' ? (state.work?.stopDelayMs ?? 0) : 0
        setTimeout(() => dieOf(signal), STOP_WITHIN_MS + delay)
        void stop(server, state, closeNext, delay).finally(() => end(signal))
      } else if (Date.now() - since >= SAME_SIGNAL_MS) {
        dieOf(first)
      }
    })
  }
}

/**
 * Ends the process as the signal would have without us, which shells report as 130 or 143. Not process.exit(), which waits
 * for threads: a query that cannot be interrupted would block it.
 *
 * @param {NodeJS.Signals} signal
 */
export function dieOf(signal) {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  // Only the first process of a container gets here: the kernel spares it.
  process.exit(EXIT_CODES[signal])
}

/** The port stays open until the work is done, so that new clients learn that the server is stopping. */
async function stop(server, state, closeNext, delay) {
  state.isDraining = true
  if (delay > 0) await sleep(delay)
  state.beginStop()
  server.closeIdleConnections()
  await within(FINISH_WITHIN_MS, Promise.all([drain(state), attempt(state.work?.stop)]))
  server.close()
  // Clients that do not read their response, and those that never finished their request.
  server.closeAllConnections()
  await within(CLOSE_WITHIN_MS, attempt(state.work?.close))
  await within(CLOSE_WITHIN_MS, attempt(closeNext))
}

/** Waits until no response is pending. */
async function drain(state) {
  while (state.answering.size > 0) await sleep(20)
}

async function attempt(work) {
  try {
    await work?.()
  } catch (error) {
    console.error('Holocron could not shut down cleanly:', error)
  }
}

function within(ms, promise) {
  return Promise.race([promise, sleep(ms, undefined, { ref: false })])
}
