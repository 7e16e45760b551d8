/** Storages of earlier versions: each of their databases, with datasets in it, is opened by this one. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createClient, type InValue } from '@libsql/client'
import { summarizeChanges } from '@/lib/datasets/compare/summary'
import { EVERYTHING } from '@/lib/datasets/model/view'
import { readRows } from '@/lib/datasets/query/rows'
import { requireDataset } from '@/lib/datasets/store'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'
import { closeDb } from '@/lib/db/client'
import { migrate } from '@/lib/db/migrate'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const MIGRATIONS = readdirSync('prisma/migrations/sqlite', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()
/** What these versions have known about a dataset. */
const KNOWN =
  'id, resource, fileName, status, phase, requestedSource, source, shape, createdAt, startedAt, finishedAt, ' +
  'rowCount, declaredCount, planetCount, byteSize, sha256, parquetSha256'

let folder: string
let ids: string[]
let rows: InValue[][]

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'holocron-earlier-'))
  const luke = somePerson({ id: 1 })
  const before = await createReadyDataset([luke, somePerson({ id: 2, name: 'C-3PO' })])
  const after = await createReadyDataset([{ ...luke, mass: '80' }])
  ids = [before.id, after.id]
  const client = createClient({ url: env().DATABASE_URL })
  const result = await client.execute(`SELECT ${KNOWN} FROM Dataset ORDER BY createdAt, id`)
  client.close()
  rows = result.rows.map((row) => Object.values(row))
  expect(rows).toHaveLength(2)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A database as of one migration, with both datasets. */
async function createEarlier(count: number): Promise<string> {
  const url = `file:${path.join(folder, `${count}.db`)}`
  const root = path.join(folder, `migrations-${count}`)
  for (const name of MIGRATIONS.slice(0, count))
    cpSync(path.join('prisma/migrations/sqlite', name), path.join(root, 'sqlite', name), { recursive: true })
  expect(await migrate(url, root)).toHaveLength(count)
  const client = createClient({ url })
  const places = KNOWN.split(', ').map(() => '?')
  const sql = `INSERT INTO Dataset (${KNOWN}) VALUES (${places.join(', ')})`
  for (const args of rows) await client.execute({ sql, args })
  client.close()
  return url
}

// The first version knew no hash of the Parquet file, which the receipts of these datasets have.
test.each(MIGRATIONS.slice(1, -1).map((name, index) => [name, index + 2] as const))(
  'a storage of the version with %s opens, compares, and verifies',
  async (_, count) => {
    const url = await createEarlier(count)
    await closeDb()
    env().DATABASE_URL = url
    expect(await migrate(url)).toEqual(MIGRATIONS.slice(count))
    const [base, dataset] = await Promise.all([requireDataset(ids[0] ?? ''), requireDataset(ids[1] ?? '')])
    expect([base.rowCount, dataset.rowCount]).toEqual([2, 1])
    const page = await readRows(base, { ...EVERYTHING, sort: [], limit: 10, offset: 0 })
    expect(page.rows.map(({ name }) => name)).toEqual(['Luke Skywalker', 'C-3PO'])
    expect(await summarizeChanges({ base, dataset, ignored: ['date'] })).toMatchObject({
      ...{ added: 0, removed: 1, changed: 1, same: 0, cells: 1 },
    })
    expect(await verifyDatasets({ deep: true })).toEqual({ checked: 2, findings: [] })
  },
)
