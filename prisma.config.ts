import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'prisma/config'

// `prisma generate` downloads a native engine that it then does not run. Any existing file in its
// place stops the download, so that generating needs no network; other commands keep the real engine.
if (process.argv.includes('generate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

const url = process.env.DATABASE_URL || `file:${process.env.STORAGE_DIR || './storage'}/holocron.db`
const fromUrl = /^postgres(ql)?:/.test(url) ? 'postgresql' : 'sqlite'
const provider = process.env.PRISMA_PROVIDER || fromUrl

const folder = path.join(process.cwd(), 'prisma')
const schema = path.join(folder, '.composed', `${provider}.prisma`)

/**
 * Prisma allows one provider per schema and we serve two, so only this header differs between them. The small query
 * compiler takes 15 MB less memory than the fast one, and seldom runs: Prisma keeps the plans of its queries.
 */
const header = `// Composed by prisma.config.ts from models.prisma: edit that file.
generator client {
  provider = "prisma-client"
  compilerBuild = "small"
  output   = "../../lib/generated/${provider}"
}

datasource db {
  provider = "${provider}"
}

`

mkdirSync(path.dirname(schema), { recursive: true })
writeFileSync(schema, header + readFileSync(path.join(folder, 'models.prisma'), 'utf8'))

export default defineConfig({
  schema,
  migrations: { path: path.join(folder, 'migrations', provider) },
  datasource: { url },
})
