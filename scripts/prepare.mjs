import fs from 'node:fs'
import path from 'node:path'
import { buildThreadProgram } from './shared/build-thread-program.mjs'
import { fingerprintBuildInputs } from './shared/fingerprint.mjs'
import { readInstalled } from './shared/installed.mjs'
import { withLock } from './shared/lock.mjs'
import { npm, root, runQuietly } from './shared/run.mjs'
import { THREAD_PROGRAM } from './shared/thread-program.mjs'

const NEXT = 'node_modules/next/dist/bin/next'
const STAMP = path.join(root, '.next', 'holocron-build')

/** Installs what building and serving need, which is half of all packages, unless it is already installed. */
export async function ensureDependencies() {
  await once(
    () => readInstalled() !== 'nothing',
    () => install('ci', '--omit=dev'),
  )
}

/** Installs everything that package-lock.json lists, unless it is already installed. */
export async function ensureAllDependencies() {
  await once(
    () => readInstalled() === 'all',
    // `npm ci` would remove what a running server has yet to load.
    () => install(readInstalled() === 'runtime' ? 'install' : 'ci', '--include=dev'),
  )
}

async function install(command, which) {
  console.log('Installing dependencies (a few minutes the first time)…')
  const [program, args, options] = npm(command, which, '--no-audit', '--no-fund', '--loglevel=error')
  await runQuietly(
    program,
    args,
    'The dependencies could not be installed; see the output of npm above. Check the network and try again.',
    options,
  )
}

/** Generates the Prisma clients, unless they are newer than their sources. */
export async function ensureClients() {
  await once(areClientsFresh, async () => {
    console.log('Generating the database clients…')
    await runQuietly(
      process.execPath,
      ['scripts/generate.mjs'],
      'The database clients could not be generated; see the output of Prisma above.',
    )
  })
}

/** Builds the app for production, unless the last build used exactly these files. */
export async function ensureBuild() {
  await once(isBuildFresh, build)
}

/** Builds the app for production, always. */
export async function buildNow() {
  await withLock(build)
}

async function build() {
  console.log('Building Holocron (about half a minute)…')
  // Computed before the build: a file that changes during it must cause another build.
  const fingerprint = fingerprintBuildInputs()
  // A failed or interrupted build may leave a cache that breaks every later build (Next.js 16.4). A first build makes none,
  // which takes a quarter less time: most people build once.
  const isFirst = !fs.existsSync(STAMP)
  if (isFirst) fs.rmSync(path.join(root, '.next', 'cache'), { recursive: true, force: true })
  fs.rmSync(STAMP, { force: true })
  await runQuietly(process.execPath, [NEXT, 'build'], 'The build failed; see the output of Next.js above.', {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      BUILD_CACHE: isFirst ? 'off' : 'on',
    },
  })
  await buildThreadProgram(path.join(root, THREAD_PROGRAM))
  fs.writeFileSync(STAMP, fingerprint)
}

/** Checks first without the lock, which is nearly always enough, and again once it holds the lock. */
async function once(isDone, work) {
  if (isDone()) return
  await withLock(async () => {
    if (!isDone()) await work()
  })
}

function areClientsFresh() {
  const sources = ['prisma/models.prisma', 'prisma.config.ts'].map(modifiedAt)
  const clients = ['sqlite', 'postgresql'].map((name) => modifiedAt(`lib/generated/${name}/client.ts`))
  return Math.min(...clients) > Math.max(...sources)
}

function isBuildFresh() {
  if (!modifiedAt('.next/BUILD_ID') || !fs.existsSync(STAMP)) return false
  return fs.readFileSync(STAMP, 'utf8') === fingerprintBuildInputs()
}

/** Milliseconds since 1970, or 0 for a missing file. */
function modifiedAt(file) {
  return fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
}
