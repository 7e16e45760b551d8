/** Work that one process at a time does, of all that use the same database. */
import 'server-only'
import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { isPostgresql } from '@/lib/db/client'
import { env } from '@/lib/env'
import { log } from '@/lib/log'

/** For connecting, and for each answer of the database. In milliseconds. */
const WAIT_MS = 5_000

/** Kept on globalThis, because Next.js loads this module once per bundle. */
const globals = globalThis as typeof globalThis & { holocronLocks?: Set<string> }

/**
 * Runs work unless another process is at it: then null. On PostgreSQL, the lock ends with its connection, so a process
 * that is killed leaves none; with SQLite, only this process is known.
 */
export async function withSharedLock<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  const locks = (globals.holocronLocks ??= new Set())
  if (locks.has(name)) return null
  locks.add(name)
  try {
    return isPostgresql(env().DATABASE_URL) ? await withAdvisoryLock(name, work) : await work()
  } finally {
    locks.delete(name)
  }
}

async function withAdvisoryLock<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  const client = new Client({
    connectionString: env().DATABASE_URL,
    connectionTimeoutMillis: WAIT_MS,
    query_timeout: WAIT_MS,
    keepAlive: true,
  })
  // Losing the connection loses the lock: the work is one that two may do at once, only wastefully.
  client.on('error', (error) => log.warn({ err: error, lock: name }, 'a shared lock was lost'))
  await client.connect()
  try {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      numberOf(name),
    ])
    return rows[0]?.taken === true ? await work() : null
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** PostgreSQL names locks by 64-bit numbers. */
function numberOf(name: string): string {
  return createHash('sha256').update(`holocron ${name}`).digest().readBigInt64BE().toString()
}
