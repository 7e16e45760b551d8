import { ensureClients, ensureDependencies } from './prepare.mjs'
import { readEnvFiles } from './shared/env-files.mjs'
import { main, run, ScriptError } from './shared/run.mjs'

/** Exit code 1 means that problems were found, so a failure to check needs another one. */
const COULD_NOT_CHECK = 2

// npm run verify: see scripts/download.mjs for why it starts this way.
await main(async (args) => {
  try {
    await ensureDependencies()
    await ensureClients()
  } catch (error) {
    if (error instanceof ScriptError) error.exitCode = COULD_NOT_CHECK
    throw error
  }
  return run(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'scripts/verify.ts', ...args],
    { env: { ...readEnvFiles(), UV_THREADPOOL_SIZE: '16', LOG_LEVEL: 'error', ...process.env } },
  )
})
