/**
 * `node scripts/standalone.mjs`: builds the app as a folder that runs by itself, `.next/standalone`, with only the files it
 * needs (docs/decisions/0047). Next.js traces what the app needs; what our own server and commands need is added here.
 */
import fs from 'node:fs'
import path from 'node:path'
import { buildNow, ensureClients, ensureDependencies } from './prepare.mjs'
import { main, root } from './shared/run.mjs'
import { THREAD_PROGRAM } from './shared/thread-program.mjs'

const TARGET = path.join(root, '.next', 'standalone')

/** What stays of that folder; Next.js adds the sources, because code that reads files could read any of them. */
const KEPT = ['.next', 'node_modules', 'package.json']

/** Packages that only the image route of Next.js would use, which is switched off. */
const UNUSED = ['@img', 'sharp']

/** Of these, Next.js has already added what it needs; the rest is for development, and 70 MB. */
const NOT_TRACED = ['next-server', 'babel*', 'webpack'].map(
  (name) => `node_modules/next/dist/compiled/${name}/**`,
)

/** Commands, bundled into single files: `node commands/migrate.mjs`. */
const COMMANDS = ['migrate', 'move-storage', 'verify']

/** Packages that must be loaded by Node, because they do not survive bundling (next.config.mjs has the same). */
const EXTERNAL = [
  '@aws-sdk/client-s3',
  '@aws-sdk/lib-storage',
  '@aws-sdk/s3-request-presigner',
  '@duckdb/node-api',
  '@duckdb/node-bindings',
  '@libsql/client',
  'libsql',
  'pino',
  'next',
  'sharp',
]

await main(async () => {
  await ensureDependencies()
  await ensureClients()
  process.env.STANDALONE = '1'
  await buildNow()
  for (const name of fs.readdirSync(TARGET)) if (!KEPT.includes(name)) remove(name)
  copy('.next/static')
  copy('prisma/migrations')
  copy(THREAD_PROGRAM)
  await copyTraced('server/main.mjs', 'server/check-health.mjs')
  await bundleCommands()
  for (const name of UNUSED) remove(`node_modules/${name}`)
  fs.mkdirSync(path.join(TARGET, 'storage'), { recursive: true })
  console.log(`Built ${path.relative(root, TARGET)}, ${(measure(TARGET) / 1e6).toFixed(0)} MB.`)
})

function remove(name) {
  fs.rmSync(path.join(TARGET, name), { recursive: true, force: true })
}

function copy(name) {
  fs.cpSync(path.join(root, name), path.join(TARGET, name), { recursive: true, verbatimSymlinks: true })
}

/** Copies programs with everything they import, as the tracer of Next.js finds it. */
async function copyTraced(...programs) {
  const nft = await import('next/dist/compiled/@vercel/nft/index.js')
  const { nodeFileTrace } = nft.default ?? nft
  const { fileList } = await nodeFileTrace(
    programs.map((program) => path.join(root, program)),
    { base: root, ignore: ['.next/**', 'storage/**', '.env*', 'next.config.mjs', ...NOT_TRACED] },
  )
  for (const name of fileList) if (!fs.existsSync(path.join(TARGET, name))) copy(name)
}

async function bundleCommands() {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: root,
    entryPoints: COMMANDS.map((name) => `scripts/${name}.ts`),
    outdir: path.join(TARGET, 'commands'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Both contain the database client, which is large.
    splitting: true,
    chunkNames: 'shared-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['react-server'],
    external: EXTERNAL,
    logLevel: 'error',
    // Some packages in the bundle are CommonJS.
    banner: {
      js: "import { createRequire as holocronRequire } from 'node:module'; const require = holocronRequire(import.meta.url);",
    },
  })
}

/** Of all files in a folder, in bytes. */
function measure(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + fs.statSync(path.join(entry.parentPath, entry.name)).size, 0)
}
