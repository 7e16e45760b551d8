// Generates both Prisma clients. Runs after every install and before a build; needs no network.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const cli = 'node_modules/prisma/build/index.js'

// A lock-only install, or a Docker layer that copied only package*.json, has neither the CLI nor the schema.
if (existsSync(cli) && existsSync('prisma.config.ts')) {
  for (const provider of ['sqlite', 'postgresql']) {
    execFileSync(process.execPath, [cli, 'generate', '--no-hints'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PRISMA_PROVIDER: provider, CHECKPOINT_DISABLE: '1' },
    })
  }
}
