import path from 'node:path'
import { root } from './run.mjs'

/** Bundles the program of the thread that reads many pages into one file, which needs no packages. */
export async function buildThreadProgram(file) {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: root,
    entryPoints: [path.join(root, 'lib', 'swapi', 'thread', 'program.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    conditions: ['react-server'],
    logLevel: 'error',
  })
}
