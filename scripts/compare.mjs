import { ensureClients, ensureDependencies } from './prepare.mjs'
import { readEnvFiles } from './shared/env-files.mjs'
import { main, run, ScriptError } from './shared/run.mjs'

/** Exit code 1 means that the datasets differ, so a failure needs another one. */
const COULD_NOT_COMPARE = 2

// npm run compare: see scripts/download.mjs for why it starts this way.
await main(async (args) => {
  try {
    await ensureDependencies()
    await ensureClients()
  } catch (error) {
    if (error instanceof ScriptError) error.exitCode = COULD_NOT_COMPARE
    throw error
  }
  return run(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'scripts/compare.ts', ...args],
    { env: { ...readEnvFiles(), LOG_LEVEL: 'error', ...process.env } },
  )
})
