import { ensureAllDependencies, ensureBuild, ensureClients } from './prepare.mjs'
import { main, run, runTool } from './shared/run.mjs'

// npm test [-- jest arguments]: every test, including those in a browser.
await main(async (args) => {
  await ensureAllDependencies()
  // Before the build and the unit tests: without a browser the run cannot succeed, so fail early.
  const found = await run(process.execPath, ['--import', 'tsx', 'scripts/find-browser.ts'])
  if (found !== 0) return found
  await ensureClients()
  await ensureBuild()
  return runTool('jest/bin/jest.js', args)
})
