import { setTimeout as sleep } from 'node:timers/promises'
import { toLocalUrl, toUrl } from './address.mjs'
import { readEnvFiles } from './env-files.mjs'
import { ScriptError, start } from './run.mjs'

const SERVER = 'server/main.mjs'
const READY_WITHIN_MS = 120_000

/** The server stops within 8 seconds after STOP_DELAY_MS (server/stop.mjs); one that takes longer never will. */
const STOP_WITHIN_MS = 9_000

/**
 * Runs the server until it ends, reports when it is ready, and returns its exit code.
 * DuckDB and Prisma block threads of libuv's pool, so there are more than the default four;
 * the setting only takes effect before the process starts.
 */
export async function serve(address, env) {
  const { child, ended } = start(process.execPath, [SERVER], {
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE || '16',
      ...env,
    },
  })
  const delay = Number({ ...readEnvFiles(), ...process.env }.STOP_DELAY_MS) || 0
  const stopCode = killIfItDoesNotStop(child, STOP_WITHIN_MS + delay)
  const ready = await Promise.race([waitUntilHealthy(address, child), ended.then(() => 'ended')])
  if (ready === 'healthy') console.log(`Holocron is ready on ${toUrl(address)}`)
  if (ready === 'timeout') {
    child.kill('SIGTERM')
    await ended
    throw new ScriptError('Holocron did not become healthy within two minutes. See its output above.')
  }
  const code = await ended
  if (stopCode() !== undefined) return stopCode()
  if (ready === 'ended' && code !== 130 && code !== 143) {
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

async function waitUntilHealthy(address, child) {
  const url = `${toLocalUrl(address)}/api/health`
  const deadline = Date.now() + READY_WITHIN_MS
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (await isHealthy(url)) return 'healthy'
    await sleep(100)
  }
  return child.exitCode === null && child.signalCode === null ? 'timeout' : 'ended'
}

async function isHealthy(url) {
  try {
    // In development the first request also compiles the route, hence the long timeout.
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000) })
    await response.body?.cancel()
    return response.status === 200
  } catch {
    return false
  }
}
