import { ensureAllDependencies, ensureBuild, ensureClients } from './prepare.mjs'
import { main, run } from './shared/run.mjs'

// npm run trials [-- --seed N] [--only area,…] [--quick]: tries to break Holocron (docs/RELIABILITY.md).
await main(async (args) => {
  await ensureAllDependencies()
  await ensureClients()
  await ensureBuild()
  return run(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'trials/run.ts', ...args])
})
