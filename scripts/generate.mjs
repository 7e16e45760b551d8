// Generates both Prisma clients. Runs after every install and before a build; needs no network.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'

const cli = 'node_modules/prisma/build/index.js'

/** @throws Error with the output of Prisma */
async function generate(provider) {
  await promisify(execFile)(process.execPath, [cli, 'generate', '--no-hints'], {
    env: { ...process.env, PRISMA_PROVIDER: provider, CHECKPOINT_DISABLE: '1' },
  })
}

// A lock-only install, or a Docker layer that copied only package*.json, has neither the CLI nor the schema.
if (existsSync(cli) && existsSync('prisma.config.ts')) {
  // Both at once: most of it is loading Prisma, on one processor each.
  await Promise.all(['sqlite', 'postgresql'].map(generate))
}
