import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { toLocalUrl, toUrl } from './address.mjs'
import { readEnvFiles } from './env-files.mjs'
import { ScriptError, start } from './run.mjs'

const SERVER = 'server/main.mjs'
const READY_WITHIN_MS = 120_000
const TOO_LATE = 'Holocron did not become healthy within two minutes. See its output above.'

/** The server stops within 8 seconds after STOP_DELAY_MS (server/stop.mjs); one that takes longer never will. */
const STOP_WITHIN_MS = 9_000

/** Starts the server in this process, and reports when it is ready. */
export async function serveHere(address, mode) {
  Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: mode })
  // Imported only now, because its packages may just have been installed.
  const { runServer } = await import('../../server/run.mjs')
  try {
    await runServer(address)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
  if (await waitUntilHealthy(address)) console.log(`Holocron is ready on ${toUrl(address)}`)
  else {
    console.error(TOO_LATE)
    process.exit(1)
  }
}

/**
 * Runs the server as a child until it ends, reports when it is ready, and returns its exit code.
 * UV_THREADPOOL_SIZE: see scripts/start.cjs.
 */
export async function serve(address, mode) {
  const { child, ended } = start(process.execPath, [SERVER], {
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE || '16',
      NODE_ENV: mode,
    },
  })
  const delay = Number({ ...readEnvFiles(), ...process.env }.STOP_DELAY_MS) || 0
  const stopCode = killIfItDoesNotStop(child, STOP_WITHIN_MS + delay)
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const isReady = await Promise.race([waitUntilHealthy(address, hasEnded), ended.then(() => false)])
  if (isReady) console.log(`Holocron is ready on ${toUrl(address)}`)
  else if (!hasEnded()) {
    child.kill('SIGTERM')
    await ended
    throw new ScriptError(TOO_LATE)
  }
  const code = await ended
  if (stopCode() !== undefined) return stopCode()
  if (!isReady && code !== 130 && code !== 143) {
    throw new ScriptError('Holocron stopped before it was ready. See its output above.', code || 1)
  }
  return code
}

/** Returns a function for the exit code of the first signal, undefined until one has arrived. */
function killIfItDoesNotStop(child, milliseconds) {
  let code
  for (const [signal, number] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    process.on(signal, () => {
      if (code !== undefined) return
      code = number
      setTimeout(() => child.kill('SIGKILL'), milliseconds).unref()
    })
  }
  return () => code
}

/** Resolves to true once the server is healthy, or to false if it is not in time, or `hasEnded` first. */
async function waitUntilHealthy(address, hasEnded = () => false) {
  const deadline = Date.now() + READY_WITHIN_MS
  while (Date.now() < deadline && !hasEnded()) {
    if (await isHealthy(address)) return true
    await sleep(100)
  }
  return false
}

/** Not fetch(), which would keep several megabytes in the server's process. */
function isHealthy(address) {
  return new Promise((resolve) => {
    // In development the first request also compiles the route, hence the long timeout.
    const options = { agent: false, signal: AbortSignal.timeout(30_000) }
    http
      .get(`${toLocalUrl(address)}/api/health`, options, (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      })
      .once('error', () => resolve(false))
  })
}
