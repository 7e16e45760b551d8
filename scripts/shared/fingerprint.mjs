import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { root } from './run.mjs'

/** What `next build` reads. Tests and generated files are left out: they do not change the app. */
const INPUTS = [
  'app',
  'components',
  'lib',
  'inngest',
  'prisma',
  'public',
  'instrumentation.ts',
  'next.config.mjs',
  'prisma.config.ts',
  'tailwind.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]
const LEFT_OUT = /(^|\/)(generated|testing|\.composed|__tests__|\.DS_Store)(\/|$)|\.test\.[^/]+$/

/** A hash of names and contents, so that touching a file or switching branches and back triggers no build. */
export function fingerprintBuildInputs() {
  const hash = createHash('sha256')
  hash.update(`standalone=${process.env.STANDALONE ?? ''}\n`)
  for (const file of INPUTS.flatMap(listFiles)) {
    const content = fs.readFileSync(path.join(root, file))
    hash.update(`${file}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}

/** Paths relative to the root, with forward slashes and sorted: the same on every platform. */
function listFiles(name) {
  const stat = fs.statSync(path.join(root, name), { throwIfNoEntry: false })
  if (!stat || LEFT_OUT.test(name)) return []
  if (!stat.isDirectory()) return [name]
  return fs
    .readdirSync(path.join(root, name))
    .sort()
    .flatMap((entry) => listFiles(`${name}/${entry}`))
}
