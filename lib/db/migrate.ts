/**
 * Applies `prisma/migrations/<provider>/<name>/migration.sql` when the app starts. Prisma's `migrate deploy`
 * needs a native engine that is not distributed through npm; this maintains the same history table
 * (`_prisma_migrations`), so that `prisma migrate status` and `deploy` agree with what was done here.
 */
import 'server-only'
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@libsql/client'
import pg from 'pg'
import { isPostgresql } from '@/lib/db/client'
import { isOutage } from '@/lib/db/postgres-adapter'

interface Migration {
  name: string
  sql: string
  checksum: string
}

/** An open transaction that excludes other migrating processes. Closing it without a commit rolls it back. */
interface MigrationSession {
  run(sql: string): Promise<unknown>
  /** Checksums of the migrations applied so far, by name. */
  listApplied(): Promise<Map<string, string>>
  record(migration: Migration): Promise<unknown>
  commit(): Promise<unknown>
  close(): Promise<void>
}

/** Prisma's own lock number, so that its command and this code never migrate concurrently. */
const PRISMA_LOCK = 72707369
const APPLIED =
  'SELECT migration_name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL'
const RECORD =
  'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES'

/** Brings the database up to date, all or nothing; returns the names of the migrations it applied. */
export async function migrate(
  url: string,
  root = path.join(process.cwd(), 'prisma', 'migrations'),
): Promise<string[]> {
  const migrations = await readMigrations(path.join(root, isPostgresql(url) ? 'postgresql' : 'sqlite'))
  const session = isPostgresql(url) ? await openPostgresql(url) : await openSqlite(url)
  const done: string[] = []
  try {
    await session.run(historyTable(isPostgresql(url)))
    const applied = await session.listApplied()
    for (const migration of migrations) {
      const checksum = applied.get(migration.name)
      if (checksum === migration.checksum) continue
      if (checksum) throw new Error(`Migration ${migration.name} was edited after it was applied.`)
      await session.run(migration.sql)
      await session.record(migration)
      done.push(migration.name)
    }
    await session.commit()
  } finally {
    await session.close()
  }
  return done
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** The table as Prisma creates it. */
function historyTable(postgresql: boolean): string {
  const [time, text] = postgresql ? ['TIMESTAMPTZ', 'VARCHAR(255)'] : ['DATETIME', 'TEXT']
  return `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" ${text} PRIMARY KEY NOT NULL, "checksum" ${text} NOT NULL, "finished_at" ${time},
    "migration_name" ${text} NOT NULL, "logs" TEXT, "rolled_back_at" ${time},
    "started_at" ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP, "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`
}

async function openSqlite(url: string): Promise<MigrationSession> {
  await mkdir(path.dirname(path.resolve(url.slice('file:'.length))), { recursive: true })
  const client = createClient({ url, timeout: 10_000, concurrency: 1 })
  await client.execute('PRAGMA journal_mode=WAL')
  // Only effective before BEGIN: a redefined table is dropped, which must not cascade to its children.
  await client.execute('PRAGMA foreign_keys=OFF')
  const transaction = await client.transaction('write')
  return {
    run: (sql) => transaction.executeMultiple(sql),
    listApplied: async () => {
      const { rows } = await transaction.execute(APPLIED)
      return new Map(rows.map((row) => [String(row.migration_name), String(row.checksum)]))
    },
    record: ({ name, checksum }) =>
      transaction.execute({
        sql: `${RECORD} (?, ?, ?, ?, ?, 1)`,
        args: [randomUUID(), checksum, name, Date.now(), Date.now()],
      }),
    commit: () => transaction.commit(),
    close: () => {
      transaction.close()
      client.close()
      return Promise.resolve()
    },
  }
}

/** Database and server are often started together. In milliseconds. */
const STARTED_WITHIN_MS = 60_000
const CONNECT_WITHIN_MS = 5_000
const PAUSE_MS = 500

/** @throws Error with a clear message when the database does not answer within a minute */
async function connectPatiently(connectionString: string): Promise<pg.Client> {
  for (const deadline = Date.now() + STARTED_WITHIN_MS; ; await sleep(PAUSE_MS)) {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_WITHIN_MS })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      if (!isOutage(error)) throw error
      if (Date.now() < deadline) continue
      throw new Error(
        `The database at ${client.host}:${client.port} did not answer for a minute. Start it, or correct DATABASE_URL.`,
        { cause: error },
      )
    }
  }
}

async function openPostgresql(connectionString: string): Promise<MigrationSession> {
  const client = await connectPatiently(connectionString)
  await client.query('BEGIN')
  await client.query('SELECT pg_advisory_xact_lock($1)', [PRISMA_LOCK])
  return {
    run: (sql) => client.query(sql),
    listApplied: async () => {
      const { rows } = await client.query<{ migration_name: string; checksum: string }>(APPLIED)
      return new Map(rows.map((row) => [row.migration_name, row.checksum]))
    },
    record: ({ name, checksum }) =>
      client.query(`${RECORD} ($1, $2, $3, now(), now(), 1)`, [randomUUID(), checksum, name]),
    commit: () => client.query('COMMIT'),
    close: () => client.end(),
  }
}
