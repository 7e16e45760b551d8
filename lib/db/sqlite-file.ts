import 'server-only'
import { existsSync } from 'node:fs'
import { isPostgresql } from '@/lib/db/client'
import { env } from '@/lib/env'

/** Path of SQLite's file; null for PostgreSQL. */
export function sqliteFile(): string | null {
  const { DATABASE_URL } = env()
  return isPostgresql(DATABASE_URL) ? null : DATABASE_URL.replace(/^file:(\/\/)?/, '').replace(/\?.*$/, '')
}

/** False when there is no database yet: opening SQLite's file would create it. */
export function hasDatabase(): boolean {
  const file = sqliteFile()
  return file === null || existsSync(file)
}
