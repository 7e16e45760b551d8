import 'server-only'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'
import { env } from '@/lib/env'
import { PrismaClient as PostgresqlClient } from '@/lib/generated/postgresql/client'
import { PrismaClient as SqliteClient } from '@/lib/generated/sqlite/client'

/** The app is typed against SQLite's client, the narrower of the two. */
export type Db = SqliteClient

const globals = globalThis as typeof globalThis & { holocronDb?: Db }

/** The database client of this process. Kept on globalThis, because Next.js loads this module once per bundle. */
export function db(): Db {
  return (globals.holocronDb ??= openDb(env().DATABASE_URL))
}

/**
 * SQLite gets one connection: its driver waits for a lock without yielding, so a second connection
 * in this process could wait for a transaction that can no longer go on. Waiting for the one is asynchronous.
 */
function openDb(url: string): Db {
  return isPostgresql(url)
    ? (new PostgresqlClient({ adapter: new PrismaPg({ connectionString: url }) }) as unknown as Db)
    : new SqliteClient({ adapter: new PrismaLibSql({ url, timeout: 5_000, concurrency: 1 }) })
}

export function isPostgresql(url: string): boolean {
  return /^postgres(ql)?:/.test(url)
}

/** Closes the client, so that a command can end. */
export async function closeDb(): Promise<void> {
  await globals.holocronDb?.$disconnect()
  delete globals.holocronDb
}

/** True when a write failed because a value that must be unique is already there. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002'
}
