import { ensureClients, ensureDependencies } from './prepare.mjs'
import { readEnvFiles } from './shared/env-files.mjs'
import { main, run } from './shared/run.mjs'

// npm run download: the main job without a browser. `server-only` modules refuse to load unless
// Node is told that this is a server, and the .env files are read here because Next is not there to do it.
await main(async (args) => {
  await ensureDependencies()
  await ensureClients()
  return run(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'scripts/download.ts', ...args],
    { env: { ...readEnvFiles(), UV_THREADPOOL_SIZE: '16', LOG_LEVEL: 'error', ...process.env } },
  )
})
