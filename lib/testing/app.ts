/** Real parts for tests: a separate storage folder and a migrated database, removed after the tests. */
import { rmSync } from 'node:fs'
import { closeDb } from '@/lib/db/client'
import { migrate } from '@/lib/db/migrate'
import { env } from '@/lib/env'

/** Migrates this test file's database, and removes its storage folder at the end. Call it at the top. */
export function setUpTemporaryApp(): void {
  beforeAll(async () => {
    await migrate(env().DATABASE_URL)
  })
  afterAll(async () => {
    await closeDb()
    rmSync(env().STORAGE_DIR, { recursive: true, force: true })
  })
}

/** Sets the configured sources, in order, from here on. */
export function setSources(...sources: string[]): void {
  env().SWAPI_SOURCES = sources
}
