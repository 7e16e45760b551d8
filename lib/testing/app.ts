/** Real parts for tests: a storage folder and a database of their own, migrated, gone when the tests are. */
import { rmSync } from 'node:fs'
import { closeDb } from '@/lib/db'
import { env } from '@/lib/env'
import { migrate } from '@/lib/migrate'

/** Migrates the database of this test file, and removes its storage folder in the end. Call it at the top. */
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
