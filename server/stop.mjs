/** The way out: from the first signal to the end of the process, within `STOP_WITHIN_MS` whoever is connected. */
import { setTimeout as sleep } from 'node:timers/promises'

/** The whole stop. scripts/shared/server.mjs kills the process a little later, should its only thread be busy. */
const STOP_WITHIN_MS = 8_000
/** What the answers under way, and work in the background, may take of it. */
const FINISH_WITHIN_MS = 5_000
/** What closing the database may take, and what closing Next.js may. */
const CLOSE_WITHIN_MS = 1_000
/** A terminal, npm and our own script each pass the same Ctrl-C on: what comes within this time is one signal. */
const SAME_SIGNAL_MS = 1_000

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 }

/**
 * Stops the server at the first SIGINT or SIGTERM. At a second one the process ends at once.
 *
 * @param {import('node:http').Server} server
 * @param {import('../lib/connection').ServerState} state
 * @param {() => Promise<void>} closeNext
 */
export function stopOnSignals(server, state, closeNext) {
  let since = 0
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      if (since === 0) {
        since = Date.now()
        // Not process.exit(), which waits for threads: a query that cannot be interrupted would hold it.
        setTimeout(() => process.kill(process.pid, 'SIGKILL'), STOP_WITHIN_MS)
        void stop(server, state, closeNext).finally(() => process.exit(code))
      } else if (Date.now() - since >= SAME_SIGNAL_MS) {
        process.kill(process.pid, 'SIGKILL')
      }
    })
  }
}

/** The port stays open until all is done: whoever comes is told that the server is stopping, instead of finding nobody. */
async function stop(server, state, closeNext) {
  state.beginStop()
  server.closeIdleConnections()
  await within(FINISH_WITHIN_MS, Promise.all([drain(state), attempt(state.work?.stop)]))
  server.close()
  // Those who do not read their answer, and those who never finished asking.
  server.closeAllConnections()
  await within(CLOSE_WITHIN_MS, attempt(state.work?.close))
  await within(CLOSE_WITHIN_MS, attempt(closeNext))
}

/** Waits until no request is being answered. */
async function drain(state) {
  while (state.answering.size > 0) await sleep(20)
}

async function attempt(work) {
  try {
    await work?.()
  } catch (error) {
    console.error('Holocron could not stop in order:', error)
  }
}

function within(ms, promise) {
  return Promise.race([promise, sleep(ms, undefined, { ref: false })])
}
