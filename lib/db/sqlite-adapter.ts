/**
 * SQLite through libsql, with queued waiting. The driver blocks the whole process while it waits for another
 * process's lock; so it waits only briefly, and the rest of the waiting is done here, where reads can run in
 * between.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Client, type InStatement, type ResultSet } from '@libsql/client'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import pLimit from 'p-limit'
import { deadlineOf } from '@/lib/db/deadline'
import { syncLevel } from '@/lib/db/sync'

/** How long the driver itself waits, in milliseconds. */
const DRIVER_WAIT_MS = 5
/**
 * How long a write waits in total, in milliseconds: longer than a backup or another process needs. Writes
 * that a client is waiting for give up earlier (lib/db/deadline.ts).
 */
const LONGEST_WAIT_MS = 20_000
const PAUSE_MS = 50

export class QueuedLibSql extends PrismaLibSql {
  /** One connection: a second one in this process could wait for a transaction that cannot continue. */
  constructor(url: string) {
    super({ url, timeout: DRIVER_WAIT_MS, concurrency: 1 })
  }

  /**
   * Transactions take the lock when they begin, so that only the wait for it can fail, which is harmless to
   * repeat. Prisma would begin them without the lock, and fail on the first write.
   *
   * In libsql 0.5 a statement that met a lock never completely ends: from then on the connection commits
   * nothing and locks everyone else out, while reporting success. Hence a new connection after each.
   *
   * The client is our own version: the one that comes with the adapter opens a new connection after every transaction, and
   * leaves the old one to the garbage collector.
   */
  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): Client {
    const client = createClient(config)
    const execute = client.execute.bind(client) as (statement: InStatement) => Promise<ResultSet>
    const begin = client.transaction.bind(client)
    const renewing = async <T>(task: () => Promise<T>): Promise<T> => {
      try {
        return await task()
      } catch (error) {
        if (isBusy(error)) {
          client.reconnect()
          level = 'FULL'
        }
        throw error
      }
    }
    // A new connection begins with this. The adapter does one thing at a time, so nothing comes between this and its task.
    let level: ReturnType<typeof syncLevel> = 'FULL'
    const writing = <T>(task: () => Promise<T>): Promise<T> =>
      renewing(async () => {
        const wanted = syncLevel()
        if (wanted !== level) await execute(`PRAGMA synchronous=${wanted}`)
        level = wanted
        return task()
      })
    client.execute = (statement: InStatement) =>
      (isRead(statement) ? renewing : writing)(() => execute(statement))
    client.transaction = () => writing(() => begin('write'))
    return client
  }

  override async connect(): Promise<SqlDriverAdapter> {
    const adapter = await super.connect()
    const { queryRaw, executeRaw, startTransaction } = adapter
    adapter.queryRaw = (query) => whenFree(() => queryRaw.call(adapter, query))
    adapter.executeRaw = (query) => whenFree(() => executeRaw.call(adapter, query))
    adapter.startTransaction = (level) => whenFree(() => startTransaction.call(adapter, level))
    return adapter
  }
}

/** Waiting tasks retry one at a time, since each retry blocks the process for a moment. */
const line = pLimit(1)

/** Retries while another process holds the lock, until the deadline. */
async function whenFree<T>(task: () => Promise<T>): Promise<T> {
  const deadline = deadlineOf(LONGEST_WAIT_MS)
  let locked: unknown
  const tryOnce = async (): Promise<{ answer: T } | null> => {
    try {
      return { answer: await task() }
    } catch (error) {
      if (!isLocked(error)) throw error
      locked = error
      return null
    }
  }
  const retryUntilFree = async (): Promise<T> => {
    while (Date.now() < deadline) {
      await sleep(PAUSE_MS)
      const next = await tryOnce()
      if (next) return next.answer
    }
    throw locked
  }
  const first = await tryOnce()
  if (first) return first.answer
  return inQueue(retryUntilFree, deadline, () => locked)
}

/** Waits in the queue until the deadline at most; once a turn has begun, waits for it to end. */
function inQueue<T>(task: () => Promise<T>, deadline: number, describe: () => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    let isOver = false
    const timer = setTimeout(() => {
      isOver = true
      reject(describe() as Error)
    }, deadline - Date.now())
    void line(async () => {
      if (isOver) return
      clearTimeout(timer)
      await task().then(resolve, reject)
    })
  })
}

function isRead(statement: InStatement): boolean {
  return /^\s*SELECT\b/i.test(typeof statement === 'string' ? statement : statement.sql)
}

/** As libsql reports SQLITE_BUSY, including extended codes. */
function isBusy(error: unknown): boolean {
  return hasText(error, 'code') && error.code.startsWith('SQLITE_BUSY')
}

/** As @prisma/adapter-libsql reports it. */
function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return hasText(cause, 'kind') && cause.kind === 'SocketTimeout'
}

function hasText<K extends string>(value: unknown, key: K): value is Record<K, string> {
  return (
    typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[key] === 'string'
  )
}
