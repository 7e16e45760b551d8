import { ensureAllDependencies, ensureClients } from './prepare.mjs'
import { main, run } from './shared/run.mjs'

// npm run bench: speed and memory compared with peers. Keeps its data in a separate folder for the next run.
// The time limit of queries is raised: slow queries are to be measured, not stopped.
await main(async (args) => {
  await ensureAllDependencies()
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
