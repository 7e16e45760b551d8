/** Scripts for tests that run them as processes of their own, many times. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { buildSync } from 'esbuild'

/** Inside the project, so that packages are found, and where git and linters look away. */
const FOLDER = path.resolve('node_modules/.cache/holocron')

/**
 * Bundles a script before a file's tests: it starts in half the time that tsx takes to find and compile its modules. What
 * the script imports only later stays in modules of its own. Call it at the top; returns the arguments for Node.js.
 */
export function setUpScript(file: string): string[] {
  const args = ['--conditions=react-server']
  let folder: string

  beforeAll(() => {
    mkdirSync(FOLDER, { recursive: true })
    folder = mkdtempSync(path.join(FOLDER, 'script-'))
    buildSync({
      entryPoints: [file],
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      conditions: ['react-server'],
      logLevel: 'warning',
    })
    args.push(path.join(folder, `${path.parse(file).name}.mjs`))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return args
}
