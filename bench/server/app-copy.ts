/**
 * Builds the app again with an additional empty page and an empty route: the cost of a page is measured against
 * those that do nothing in the same build. The copy is inside the project, so that packages are found in its node_modules.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildThreadProgram } from '../../scripts/shared/build-thread-program.mjs'
import { THREAD_PROGRAM } from '../../scripts/shared/thread-program.mjs'
import { progress } from '../measure'

const NEXT = path.resolve('node_modules/next/dist/bin/next')

/** Which of the files in git belong to the app. */
const APP_FILES = /^(app|components|inngest|lib|prisma|public)\/|^[^/.]+(\.config)?\.(ts|mjs|json)$/
const LEFT_OUT = /\.test\.tsx?$|^lib\/testing\/|^package(-lock)?\.json$|^jest|^eslint/

const EMPTY_PAGE = `export const dynamic = 'force-dynamic'

export default function EmptyPage() {
  return null
}
`

const EMPTY_ROUTE = `export const dynamic = 'force-dynamic'

export function GET() {
  return new Response()
}
`

/** Packages whose files app/fonts.ts refers to by path. */
const FONTS = path.join('node_modules', '@fontsource-variable')

/** The app's settings except for the root: packages are in a folder above the copy. */
const NEXT_CONFIG = `import configure from './own.config.mjs'

const root = ${JSON.stringify(process.cwd())}

export default (phase) => ({ ...configure(phase), turbopack: { root }, outputFileTracingRoot: root })
`

/** Builds the copy in `folder`, unless the app has not changed since the last build. */
export async function buildAppCopy(folder: string): Promise<void> {
  const files = listAppFiles()
  const stamp = path.join(folder, '.next', 'bench-stamp')
  const fingerprint = hashFiles(files)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) {
    progress('the build for the benchmark is up to date: reusing it')
    return
  }
  // As in scripts/prepare.mjs.
  if (!existsSync(stamp)) rmSync(path.join(folder, '.next', 'cache'), { recursive: true, force: true })
  progress('building the app again, with an empty page for comparison (about half a minute)')
  for (const name of ['app', 'components', 'inngest', 'lib', 'prisma', FONTS, '.next/bench-stamp']) {
    rmSync(path.join(folder, name), { recursive: true, force: true })
  }
  for (const file of files) {
    const target = path.join(folder, file === 'next.config.mjs' ? 'own.config.mjs' : file)
    mkdirSync(path.dirname(target), { recursive: true })
    cpSync(file, target)
  }
  cpSync('lib/generated', path.join(folder, 'lib/generated'), { recursive: true })
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true })
  symlinkSync(path.resolve(FONTS), path.join(folder, FONTS), 'junction')
  for (const name of ['empty', 'empty-route']) mkdirSync(path.join(folder, 'app', name))
  writeFileSync(path.join(folder, 'app/empty/page.tsx'), EMPTY_PAGE)
  writeFileSync(path.join(folder, 'app/empty-route/route.ts'), EMPTY_ROUTE)
  writeFileSync(path.join(folder, 'next.config.mjs'), NEXT_CONFIG)
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [NEXT, 'build'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '' },
  })
  if (status !== 0) throw new Error(`The copy of the app could not be built:\n${stdout}${stderr}`)
  await buildThreadProgram(path.resolve(folder, THREAD_PROGRAM))
  writeFileSync(stamp, fingerprint)
  progress(`built in ${Math.round((performance.now() - start) / 1000)} s`)
}

/** As they are in the working folder, committed or not. */
function listAppFiles(): string[] {
  const names = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  })
  return names
    .split('\0')
    .filter((name) => APP_FILES.test(name) && !LEFT_OUT.test(name) && existsSync(name))
    .sort()
}

function hashFiles(files: string[]): string {
  const hash = createHash('sha256').update(EMPTY_PAGE + EMPTY_ROUTE + NEXT_CONFIG)
  for (const file of [...files, 'package-lock.json']) hash.update(`\n${file}\n`).update(readFileSync(file))
  return hash.digest('hex')
}
