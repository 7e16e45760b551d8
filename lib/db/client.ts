import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import { QueuedLibSql } from '@/lib/db/sqlite-adapter'
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
  return isPostgresql(url)
    ? (new PostgresqlClient({ adapter: new PrismaPg({ connectionString: url }) }) as unknown as Db)
    : new SqliteClient({ adapter: new QueuedLibSql(url) })
}

export function isPostgresql(url: string): boolean {
  return /^postgres(ql)?:/.test(url)
}

export type Transaction = Parameters<Parameters<Db['$transaction']>[0]>[0]

/** Waiting for the database is better than losing work to a time limit. In milliseconds. */
const TRANSACTION_LIMITS = { maxWait: 30_000, timeout: 30_000 }

/** Runs writes as one transaction: all of them or none. */
export function transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return db().$transaction(work, TRANSACTION_LIMITS)
}

/** Closes the client, so that a command can end. */
export async function closeDb(): Promise<void> {
  await globals.holocronDb?.$disconnect()
  delete globals.holocronDb
}

/** True when a write failed because a value that must be unique already exists. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002'
}
