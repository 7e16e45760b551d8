import 'server-only'
import { deadlineOf } from '@/lib/db/deadline'
import { DatabaseAwayError, isRepeatable, waitForDatabase, watchDatabase } from '@/lib/db/outage'
import { createPostgresAdapter } from '@/lib/db/postgres-adapter'
import { QueuedLibSql } from '@/lib/db/sqlite-adapter'
import { closeObserver } from '@/lib/db/sqlite-version'
import { env } from '@/lib/env'
import { PrismaClient as PostgresqlClient } from '@/lib/generated/postgresql/client'
import { PrismaClient as SqliteClient } from '@/lib/generated/sqlite/client'

/** The app is typed against SQLite's client, the narrower of the two. */
export type Db = SqliteClient

const globals = globalThis as typeof globalThis & { holocronDb?: Db }

/** The client of this process, kept on globalThis because Next.js loads this module once per bundle. */
export function db(): Db {
  return (globals.holocronDb ??= openDb(env().DATABASE_URL))
}

function openDb(url: string): Db {
  if (isPostgresql(url)) return new PostgresqlClient({ adapter: createPostgresAdapter(url) }) as unknown as Db
  watchDatabase(null)
  return new SqliteClient({ adapter: new QueuedLibSql(url) })
}

export function isPostgresql(url: string): boolean {
  return /^postgres(ql)?:/.test(url)
}

export type Transaction = Parameters<Parameters<Db['$transaction']>[0]>[0]

/** Waiting for the database is better than losing work to a time limit. In milliseconds. */
const TRANSACTION_LIMITS = { maxWait: 30_000, timeout: 30_000 }

/** How long a transaction that an outage interrupted may be repeated, in milliseconds. */
const REPEATED_FOR_MS = 20_000

/**
 * Runs writes as one transaction: all of them or none. One that an outage of the database undid is repeated as a whole, so
 * `work` may run several times.
 * @throws DatabaseAwayError when the database does not come back in time, or it is not known whether it was committed
 */
export async function transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  for (const deadline = deadlineOf(REPEATED_FOR_MS); ;) {
    try {
      return await db().$transaction(work, TRANSACTION_LIMITS)
    } catch (error) {
      if (!(error instanceof DatabaseAwayError)) throw error
      if (error.outcome === 'unknown' && !isRepeatable()) throw error
      if (!(await waitForDatabase(deadline)) || Date.now() > deadline) throw error
    }
  }
}

/** Closes the client, so that a command can end. */
export async function closeDb(): Promise<void> {
  closeObserver()
  await globals.holocronDb?.$disconnect()
  delete globals.holocronDb
}

/** True when a write failed because a value that must be unique already exists. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002'
}
