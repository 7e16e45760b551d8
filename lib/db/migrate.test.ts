import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { createClient } from '@libsql/client'
import { migrate } from '@/lib/db/migrate'

const MIGRATIONS = readdirSync('prisma/migrations/sqlite', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()

let folder: string
let url: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holocron-migrate-'))
  url = `file:${path.join(folder, 'new', 'holocron.db')}`
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Copies the migrations to a folder that tests can change. */
function copyMigrations(): string {
  const root = path.join(folder, 'migrations')
  cpSync('prisma/migrations', root, { recursive: true })
  return root
}

function addMigration(root: string, name: string, sql: string): void {
  mkdirSync(path.join(root, 'sqlite', name), { recursive: true })
  writeFileSync(path.join(root, 'sqlite', name, 'migration.sql'), sql)
}

async function query(sql: string): Promise<unknown[]> {
  const client = createClient({ url })
  const { rows } = await client.execute(sql)
  client.close()
  return rows.map((row) => Object.values(row)[0])
}

const listTables = (): Promise<unknown[]> =>
  query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")

test('a fresh database gets its folder and every migration, in order', async () => {
  expect(await migrate(url)).toEqual(MIGRATIONS)
  expect(await listTables()).toEqual(
    expect.arrayContaining(['Dataset', 'DatasetPart', 'EmbeddedRun', 'EmbeddedStep', '_prisma_migrations']),
  )
  expect(await query('SELECT migration_name FROM _prisma_migrations ORDER BY migration_name')).toEqual(
    MIGRATIONS,
  )
  expect(await query('PRAGMA journal_mode')).toEqual(['wal'])
})

test('an up-to-date database is left alone', async () => {
  await migrate(url)
  expect(await migrate(url)).toEqual([])
  expect(await query('SELECT count(*) FROM _prisma_migrations')).toEqual([MIGRATIONS.length])
})

test('only new migrations are applied, and the data is kept', async () => {
  await migrate(url)
  await query(`INSERT INTO "Dataset" (id, fileName, requestedSource) VALUES ('a', 'a.csv', 'auto')`)
  const root = copyMigrations()
  addMigration(
    root,
    '99990101000000_more',
    'CREATE TABLE "More" (id TEXT);\nINSERT INTO "More" VALUES (\'x;y\');',
  )
  expect(await migrate(url, root)).toEqual(['99990101000000_more'])
  expect(await query('SELECT id FROM "More"')).toEqual(['x;y'])
  expect(await query('SELECT id FROM "Dataset"')).toEqual(['a'])
})

test('a migration that was edited after it was applied is refused', async () => {
  await migrate(url)
  const root = copyMigrations()
  const [first = ''] = MIGRATIONS
  addMigration(root, first, '-- edited')
  await expect(migrate(url, root)).rejects.toThrow(`Migration ${first} was edited after it was applied.`)
})

test('a migration that fails is rolled back, along with those before it', async () => {
  await migrate(url)
  const tables = await listTables()
  const root = copyMigrations()
  addMigration(root, '99990101000000_good', 'CREATE TABLE "Good" (id TEXT);')
  addMigration(root, '99990102000000_bad', 'CREATE TABLE "Half" (id TEXT); INSERT INTO "Nowhere" VALUES (1);')
  await expect(migrate(url, root)).rejects.toThrow(/Nowhere/)
  expect(await listTables()).toEqual(tables)
  expect(await query('SELECT count(*) FROM _prisma_migrations')).toEqual([MIGRATIONS.length])

  addMigration(root, '99990102000000_bad', 'CREATE TABLE "Half" (id TEXT);')
  expect(await migrate(url, root)).toEqual(['99990101000000_good', '99990102000000_bad'])
})

test('two processes that start concurrently apply each migration once', async () => {
  const script = `
    const { migrate } = await import('./lib/db/migrate.ts')
    console.log(JSON.stringify(await migrate(process.argv[1])))`
  const flags = ['--conditions=react-server', '--import', 'tsx', '--input-type=module', '--eval', script, url]
  const run = promisify(execFile)
  const outputs = await Promise.all([1, 2].map(() => run(process.execPath, flags)))
  const applied = outputs.map(({ stdout }) => JSON.parse(stdout) as string[])
  expect(applied.flat().sort()).toEqual(MIGRATIONS)
  expect(applied.map(({ length }) => length).sort()).toEqual([0, MIGRATIONS.length])
  expect(await query('SELECT count(*) FROM _prisma_migrations')).toEqual([MIGRATIONS.length])
})
