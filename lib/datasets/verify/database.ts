/** Verifies the database itself. */
import 'server-only'
import type { Finding } from '@/lib/datasets/verify/finding'
import { db } from '@/lib/db/client'
import { sqliteFile } from '@/lib/db/sqlite-file'

/** How many defects are reported, one line each. */
const DEFECTS_SHOWN = 5

/**
 * Checks that the stored data is consistent. PostgreSQL looks after that itself, so there only that it responds.
 * @throws Error when it cannot be queried
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

/** True for the errors SQLite reports when its file is damaged. */
export function isDamage(error: unknown): boolean {
  return /malformed|not a database|SQLITE_CORRUPT|SQLITE_NOTADB/i.test(describeFully(error))
}

/** Includes the cause. Not every error from a native module is an `Error`. */
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
    code: 'database',
    datasetId: null,
    message:
      `The database is damaged (${what.trim()}). Stop Holocron, move ${sqliteFile() ?? ''} elsewhere, and restore a ` +
      'backup; without one, the next start creates a new database and adopts all datasets in the storage folder.',
    repair: null,
  }
}

function describeDangling({ table, parent }: { table: string; parent: string }): Finding {
  return {
    code: 'database',
    datasetId: null,
    message:
      `The database has a row in ${table} whose ${parent} does not exist. It takes up space but is otherwise harmless; ` +
      'something other than Holocron must have written to the database.',
    repair: null,
  }
}
