import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const NEXT = path.resolve('node_modules/next/dist/bin/next')
/** Inside the project, so that packages are found in its node_modules, and where git and linters look away. */
const FOLDER = path.resolve('.next/bare-page')

const FILES = {
  'package.json': '{ "private": true, "type": "module" }',
  // A deployment id as ours has, since the framework adds scripts for it.
  'next.config.mjs': `export default { deploymentId: 'bare', turbopack: { root: ${JSON.stringify(process.cwd())} } }`,
  // Without one of its own it would take ours.
  'instrumentation.js': 'export function register() {}',
  'app/layout.jsx':
    'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html> }',
  'app/page.jsx': 'export default function Page() { return <p>Nothing</p> }',
}

/**
 * Builds the smallest app there is, of the same Next.js and React as ours: one page, one layout, no client component.
 * Returns the files of the scripts that a browser of today loads with it. Takes some five seconds.
 */
export function buildBarePage(): string[] {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(path.join(FOLDER, 'app'), { recursive: true })
  for (const [name, content] of Object.entries(FILES)) writeFileSync(path.join(FOLDER, name), content)
  const { status, stdout, stderr } = spawnSync(process.execPath, [NEXT, 'build'], {
    cwd: FOLDER,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '' },
  })
  if (status !== 0) throw new Error(`The bare page could not be built:\n${stdout}${stderr}`)
  const html = readFileSync(path.join(FOLDER, '.next/server/app/index.html'), 'utf8')
  return (html.match(/<script\b[^>]*\bsrc="[^"]+"[^>]*>/g) ?? [])
    .filter((tag) => !/\bnomodule\b/i.test(tag))
    .map((tag) => scriptFile(path.join(FOLDER, '.next'), /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? ''))
}

/** The file of a script in the folder of a build; its address may name the build after a question mark. */
export function scriptFile(distDir: string, address: string): string {
  return path.join(distDir, address.replace(/^\/_next\//, '').replace(/\?.*/, ''))
}
