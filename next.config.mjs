import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_BUILD } from 'next/constants.js'

const root = path.dirname(fileURLToPath(import.meta.url))

/**
 * The id of the build, the same for all servers that run it: a page of another build is told apart by it, and loads anew
 * when it navigates. Each build gets one, unless NEXT_DEPLOYMENT_ID names it.
 */
function readBuildId(phase) {
  if (phase === PHASE_DEVELOPMENT_SERVER) return undefined
  if (phase !== PHASE_PRODUCTION_BUILD) return readFileSync(path.join(root, '.next', 'BUILD_ID'), 'utf8')
  // Next.js loads this file in several processes of one build, which all inherit the variable.
  return (process.env.NEXT_DEPLOYMENT_ID ||= randomBytes(6).toString('base64url'))
}

/** @type {import('next').NextConfig} */
const config = {
  // `next start` warns under standalone output, so only the container image asks for it.
  output: process.env.STANDALONE ? 'standalone' : undefined,
  // Otherwise a lockfile in a parent folder would mark that folder as the project's root.
  turbopack: { root },
  outputFileTracingRoot: root,
  // Native modules, one that starts worker threads, and those of S3, which few need: Node loads them, when they are needed.
  serverExternalPackages: [
    '@duckdb/node-api',
    '@duckdb/node-bindings',
    '@libsql/client',
    'libsql',
    'pino',
    '@aws-sdk/client-s3',
    '@aws-sdk/lib-storage',
    '@aws-sdk/s3-request-presigner',
  ],
  outputFileTracingIncludes: {
    // The dynamic loader opens libduckdb, and migrations are read as files: tracing detects neither.
    '/**': ['./prisma/migrations/**', './node_modules/@duckdb/node-bindings-*/**'],
  },
  outputFileTracingExcludes: { '/**': ['./storage/**', './.env*'] },
  // `npm run check` checks all types, including those of tests; starting the app need not wait for that.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  // server/compress.mjs compresses instead.
  compress: false,
  experimental: {
    // Otherwise every page and route is loaded at start, most of it never used, while the first visitor waits.
    preloadEntriesOnStart: false,
    // Few scripts: each is named four times in a page, and together they are smaller.
    turbopackChunking: { minChunkSize: 1_000_000, maxMergeChunkSize: 1_000_000 },
    // scripts/prepare.mjs decides.
    turbopackFileSystemCacheForBuild: process.env.BUILD_CACHE !== 'off',
    // Forms are small.
    serverActions: { bodySizeLimit: '1mb' },
  },
  typedRoutes: false,
  poweredByHeader: false,
  devIndicators: false,
}

export default function configure(phase) {
  const id = readBuildId(phase)
  return id === undefined ? config : { ...config, deploymentId: id, generateBuildId: () => id }
}
