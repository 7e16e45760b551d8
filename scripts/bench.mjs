import { ensureClients, ensureDependencies } from './prepare.mjs'
import { main, run } from './shared/run.mjs'

// npm run bench: speed and memory beside peers. Its data is kept in a folder of its own for the next run.
// The time limit of queries is out of the way: a slow one is to be measured, not stopped.
await main(async (args) => {
  await ensureDependencies()
  await ensureClients()
  return run(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'bench/run.ts', ...args], {
    env: {
      UV_THREADPOOL_SIZE: '16',
      STORAGE_DIR: 'storage/bench',
      LOG_LEVEL: 'error',
      HEAVY_QUERY_MS: '600000',
      ...process.env,
    },
  })
})
