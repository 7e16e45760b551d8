/** The database itself. */
import 'server-only'
import { existsSync } from 'node:fs'
import type { Finding } from '@/lib/datasets/verify/finding'
import { db, isPostgresql } from '@/lib/db'
import { env } from '@/lib/env'

/** One line for each defect, up to this many. */
const DEFECTS_SHOWN = 5

/** Where SQLite keeps its file; null for PostgreSQL. */
export function sqliteFile(): string | null {
  const { DATABASE_URL } = env()
  return isPostgresql(DATABASE_URL) ? null : DATABASE_URL.replace(/^file:(\/\/)?/, '').replace(/\?.*$/, '')
}

/** False when there is nothing to look into: opening SQLite's file would make one. */
export function hasDatabase(): boolean {
  const file = sqliteFile()
  return file === null || existsSync(file)
}

/**
 * Whether what is stored hangs together. PostgreSQL looks after itself; there, only that it answers.
 * @throws Error when it cannot be asked
 */
export async function verifyDatabase(): Promise<Finding[]> {
  if (sqliteFile() === null) {
    await db().$queryRawUnsafe('SELECT 1')
    return []
  }
  try {
    const structure = await db().$queryRawUnsafe<{ integrity_check: string }[]>(
      `PRAGMA integrity_check(${DEFECTS_SHOWN})`,
    )
    const references =
      await db().$queryRawUnsafe<{ table: string; parent: string }[]>('PRAGMA foreign_key_check')
    return [
      ...structure.flatMap(({ integrity_check: line }) => (line === 'ok' ? [] : [describeDamage(line)])),
      ...references.slice(0, DEFECTS_SHOWN).map(describeDangling),
    ]
  } catch (error) {
    if (!isDamage(error)) throw error
    return [describeDamage(error instanceof Error ? error.message : String(error))]
  }
}

/** True for what SQLite says when it finds its file broken. */
export function isDamage(error: unknown): boolean {
  return /malformed|not a database|SQLITE_CORRUPT|SQLITE_NOTADB/i.test(describeFully(error))
}

/** With what caused it. Not every error of a native module is an `Error`. */
function describeFully(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined
  return `${String(error)} ${cause === undefined ? '' : `${String(cause)} ${JSON.stringify(cause)}`}`
}

function describeDamage(line: string): Finding {
  const [what = ''] = line
    .split('\n')
    .filter((each) => each.trim() !== '')
    .slice(-1)
  return {
    code: 'I8',
    datasetId: null,
    message:
      `The database is damaged (${what.trim()}). Stop Holocron, move ${sqliteFile() ?? ''} elsewhere, and put a copy in ` +
      'its place; without one, the next start makes a new database and adopts all datasets in the storage folder.',
    repair: null,
  }
}

function describeDangling({ table, parent }: { table: string; parent: string }): Finding {
  return {
    code: 'I8',
    datasetId: null,
    message:
      `The database has a record in ${table} whose ${parent} is not there. It takes up room and does nothing else; ` +
      'something other than Holocron must have written to the database.',
    repair: null,
  }
}
