/** Real parts for tests: a separate storage folder and a migrated database, removed after the tests. */
import { rmSync } from 'node:fs'
import { purgeDeleted } from '@/lib/datasets/keeping/purge'
import { RESTORABLE_MS } from '@/lib/datasets/model/keeping/deletion'
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

/** Removes for good what has been deleted by now, as the sweep does a day later. Returns the ids. */
export function purgeADayLater(): Promise<string[]> {
  return purgeDeleted(new Date(Date.now() + RESTORABLE_MS))
}
