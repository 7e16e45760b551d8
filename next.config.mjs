import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js'
import {
  compressedHeaders,
  compressedRewrites,
  compressStaticFiles,
} from './scripts/shared/compressed-files.mjs'

const root = path.dirname(fileURLToPath(import.meta.url))

/**
 * On every answer but the redirects of Next.js itself, for a slash too many. The policy is for what is no page and needs
 * nothing: the API and static files. Pages need scripts, so proxy.ts gives them a policy of their own in its place.
 * No Strict-Transport-Security: only the proxy that serves https knows that it does.
 */
const SECURITY_HEADERS = JSON.parse(readFileSync(path.join(root, 'lib/security-headers.json'), 'utf8'))

/** @type {(phase: string) => import('next').NextConfig} */
export default function config(phase) {
  // While developing there is no build to compress.
  const isBuilt = phase !== PHASE_DEVELOPMENT_SERVER
  return {
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
    // server/compress.mjs does.
    compress: false,
    compiler: { runAfterProductionCompile: ({ distDir }) => compressStaticFiles(distDir) },
    rewrites: () => ({ beforeFiles: isBuilt ? compressedRewrites : [] }),
    headers: () => [
      {
        source: '/(.*)',
        headers: Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value })),
      },
      ...(isBuilt ? compressedHeaders : []),
    ],
    experimental: {
      // Forms send a few words. What the proxy keeps in memory is larger, so that the action's own limit answers first.
      serverActions: { bodySizeLimit: '1mb' },
      proxyClientMaxBodySize: '2mb',
    },
    typedRoutes: false,
    poweredByHeader: false,
    devIndicators: false,
  }
}
