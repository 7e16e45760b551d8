/** The way out: from the first signal to the end of the process, within `STOP_WITHIN_MS` whoever is connected. */
import { setTimeout as sleep } from 'node:timers/promises'

/** The whole stop. scripts/shared/server.mjs kills the process a little later, should even this fail. */
export const STOP_WITHIN_MS = 8_000
/** What requests under way, and work in the background, may take of it. */
const FINISH_WITHIN_MS = 5_000
/** What closing the database and Next.js may take, each. */
const CLOSE_WITHIN_MS = 1_000
/** A terminal, npm and our own script each pass the same Ctrl-C on: what comes within this time is one signal. */
const SAME_SIGNAL_MS = 1_000

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 }

/**
 * Stops the server at the first SIGINT or SIGTERM; at a second one the process ends at once.
 *
 * @param {import('node:http').Server} server
 * @param {import('../lib/connection').ServerState} state
 * @param {() => Promise<void>} closeNext
 */
export function stopOnSignals(server, state, closeNext) {
  let since = 0
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      if (since > 0 && Date.now() - since < SAME_SIGNAL_MS) return
      if (since > 0) process.exit(code)
      since = Date.now()
      setTimeout(() => process.exit(code), STOP_WITHIN_MS)
      void stop(server, state, closeNext).finally(() => process.exit(code))
    })
  }
}

async function stop(server, state, closeNext) {
  state.beginStop()
  // The port stays open meanwhile: whoever comes is told that the server is stopping, instead of finding nobody.
  server.closeIdleConnections()
  await within(FINISH_WITHIN_MS, Promise.all([drain(state), attempt(state.work?.stop)]))
  server.close()
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
