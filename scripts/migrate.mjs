import { ensureClients, ensureDependencies } from './prepare.mjs'
import { main, run } from './shared/run.mjs'

// npm run migrate: brings the database up to date, so that servers that start afterwards find nothing to do.
await main(async () => {
  await ensureDependencies()
  await ensureClients()
  return run(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'scripts/migrate.ts'])
})
