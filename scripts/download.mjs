import { ensureClients, ensureDependencies } from './prepare.mjs'
import { readEnvFiles } from './shared/env-files.mjs'
import { main, run } from './shared/run.mjs'

// npm run download: a download without a browser. `server-only` modules load only under the react-server
// condition, and the .env files are read here because Next.js is not there to do it.
await main(async (args) => {
  await ensureDependencies()
  await ensureClients()
  return run(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'scripts/download.ts', ...args],
    { env: { ...readEnvFiles(), UV_THREADPOOL_SIZE: '16', LOG_LEVEL: 'error', ...process.env } },
  )
})
