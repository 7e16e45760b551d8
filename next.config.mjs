import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(fileURLToPath(import.meta.url))

/** @type {import('next').NextConfig} */
const config = {
  // `next start` warns under standalone output, so only the container image asks for it.
  output: process.env.STANDALONE ? 'standalone' : undefined,
  // A lockfile in a folder above would otherwise be taken for the root of the project.
  turbopack: { root },
  outputFileTracingRoot: root,
  // Native modules, and one that starts worker threads: Node loads them, the bundler must not.
  serverExternalPackages: ['@duckdb/node-api', '@duckdb/node-bindings', '@libsql/client', 'libsql', 'pino'],
  outputFileTracingIncludes: {
    // The dynamic loader opens libduckdb itself and migrations are read as files: tracing sees neither.
    '/**': ['./prisma/migrations/**', './node_modules/@duckdb/node-bindings-*/**'],
  },
  outputFileTracingExcludes: { '/**': ['./storage/**', './.env*'] },
  // `npm run check` checks the types of everything, tests included; starting the app need not wait for it.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  typedRoutes: false,
  poweredByHeader: false,
  devIndicators: false,
}

export default config
