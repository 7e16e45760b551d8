import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { ensureAllDependencies, ensureClients } from './prepare.mjs'
import { findCrowdedFolders } from './shared/folders.mjs'
import { main, npm, run, runQuietly, runTool, ScriptError } from './shared/run.mjs'

const FOLDERS = ['app', 'components', 'lib', 'inngest', 'scripts', 'e2e', 'bench', 'trials', 'server']

const steps = [
  ['Format (prettier)', () => runTool('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.'])],
  ['Lint (eslint)', () => runTool('eslint/bin/eslint.js', ['.', '--max-warnings=0'])],
  ['Types (tsc)', checkTypes],
  ['Imports (dependency-cruiser)', checkImports],
  ['Folders', checkFolders],
  ['Compose file (docker compose)', checkCompose],
  ['Tests (npm test)', () => run(...npm('test'))],
]

// npm run check [-- --skip-tests]: what CI runs, quick checks first, stopping at the first failure.
await main(async (args) => {
  await ensureAllDependencies()
  await ensureClients()
  for (const [title, check] of args.includes('--skip-tests') ? steps.slice(0, -1) : steps) {
    console.log(`\n— ${title}`)
    const code = await check()
    if (code !== 0) throw new ScriptError(`${title} failed.`, code)
  }
  console.log('\nAll checks passed.')
})

/** Next.js generates the types of routes and of its environment; git ignores them, tsc needs them. */
async function checkTypes() {
  const options = { env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } }
  const next = ['node_modules/next/dist/bin/next', 'typegen']
  await runQuietly(process.execPath, next, 'The route types could not be written.', options)
  return runTool('typescript/bin/tsc', ['--noEmit'])
}

function checkImports() {
  const args = ['--config', '.dependency-cruiser.cjs', ...FOLDERS.filter((folder) => existsSync(folder))]
  return runTool('dependency-cruiser/bin/dependency-cruise.mjs', args)
}

/** Only where there is a client: scripts/deploy.test.ts checks the structure everywhere. */
function checkCompose() {
  if (spawnSync('docker', ['compose', 'version'], { stdio: 'ignore' }).status !== 0) return 0
  return run('docker', ['compose', '--env-file', 'deploy/example.env', 'config', '--quiet'])
}

/** Each folder is one subject, small enough to take in at a glance. */
function checkFolders() {
  const crowded = findCrowdedFolders(['lib', 'components'])
  for (const { folder, files } of crowded) console.error(`${folder} has ${files} files. Split it by subject.`)
  return crowded.length > 0 ? 1 : 0
}
