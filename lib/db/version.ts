import 'server-only'
import { db, isPostgresql } from '@/lib/db/client'
import { readSqliteVersion } from '@/lib/db/sqlite-version'
import { env } from '@/lib/env'

/**
 * The version of the whole database. While it is the same, every query has the same result, whichever process writes; so
 * what was read can be kept, and is never old (docs/decisions/0050-kept-answers.md). Null when it cannot be told.
 * @throws DatabaseAwayError
 */
export function databaseVersion(): Promise<string | null> {
  const { DATABASE_URL } = env()
  return isPostgresql(DATABASE_URL) ? readSnapshot() : readSqliteVersion(DATABASE_URL)
}

/** The transactions whose effects a query sees: https://www.postgresql.org/docs/current/functions-info.html */
async function readSnapshot(): Promise<string | null> {
  const [row] = await db().$queryRaw<{ version: string }[]>`SELECT txid_current_snapshot()::text AS version`
  return row?.version ?? null
}
