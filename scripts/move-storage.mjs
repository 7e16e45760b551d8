import { ensureClients, ensureDependencies } from './prepare.mjs'
import { readEnvFiles } from './shared/env-files.mjs'
import { main, run } from './shared/run.mjs'

// npm run move-storage: see scripts/download.mjs for why it starts this way.
await main(async (args) => {
  await ensureDependencies()
  await ensureClients()
  return run(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'scripts/move-storage.ts', ...args],
    { env: { ...readEnvFiles(), LOG_LEVEL: 'error', ...process.env } },
  )
})
