/** How unchanged downloads are listed and counted, on both databases. */
import { rmSync } from 'node:fs'
import { createDatasetId } from '@/lib/dataset-id'
import { findTwins, listDatasets, listEntries, requireDataset } from '@/lib/datasets/store'
import { findAllSame, findNews, findSame, readChecks } from '@/lib/datasets/unchanged/checks'
import { closeDb, db } from '@/lib/db/client'
import { migrate } from '@/lib/db/migrate'
import { env } from '@/lib/env'
import { startPostgres, type TestPostgres } from '@/lib/testing/postgres'

const SQLITE = env().DATABASE_URL
let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await closeDb()
  await postgres?.stop()
  rmSync(env().STORAGE_DIR, { recursive: true, force: true })
})

type Facts = Parameters<ReturnType<typeof db>['dataset']['create']>[0]['data']

const minute = (number: number): Date => new Date(Date.UTC(2026, 10, 26, 20, number, 3))

/** Adds the row of a dataset that began and ended at a minute. */
async function add(at: number, facts: Partial<Facts> = {}): Promise<string> {
  const id = createDatasetId()
  await db().dataset.create({
    data: {
      ...{ id, fileName: `people-${id}.csv`, requestedSource: 'auto', status: 'ready', rowCount: 82 },
      ...{ source: 'https://swapi.info/api', sha256: id, createdAt: minute(at), finishedAt: minute(at) },
      ...facts,
    },
  })
  return id
}

const check = (at: number, sameAs: string): Promise<string> =>
  add(at, { status: 'unchanged', sha256: null, sameAs })

/** The entries of the list: each id, how many are folded into it as twins, and the checks of it. */
async function list(query: { q?: string; unfold?: string; byRows?: boolean } = {}) {
  const { q = '', unfold = null, byRows = false } = query
  const sort = [{ column: byRows ? ('rows' as const) : ('when' as const), descending: true }]
  const { entries, totals } = await listEntries({ limit: 100, offset: 0, q, unfold, sort })
  expect(totals.entries).toBe(entries.length)
  expect(totals.datasets).toBe(entries.reduce((sum, { size }) => sum + size, 0))
  return entries.map(({ dataset, size, checks }) => [dataset.id, size, checks])
}

describe.each(['SQLite', 'PostgreSQL'])('on %s', (name) => {
  beforeAll(async () => {
    await closeDb()
    env().DATABASE_URL = name === 'SQLite' ? SQLITE : await postgres.createDatabase('checks')
    await migrate(env().DATABASE_URL)
  })
  afterEach(() => db().dataset.deleteMany())

  test('unchanged downloads are a number of the dataset that they equal, wherever they are in the list', async () => {
    const one = await add(1)
    const other = await add(2)
    for (const at of [3, 5, 7]) await check(at, one)
    await check(4, other)
    const both = [
      [other, 1, { times: 1, lastAt: minute(4) }],
      [one, 1, { times: 3, lastAt: minute(7) }],
    ]
    expect(await list()).toEqual(both)
    expect(await list({ byRows: true })).toEqual(both)
    expect((await listDatasets({ limit: 100, offset: 0 })).total).toBe(6)
  })

  test('they are listed after it when it is unfolded', async () => {
    const one = await add(1)
    const other = await add(2)
    const [first, second] = [await check(3, one), await check(4, one)]
    await check(5, other)
    expect(await list({ unfold: one })).toEqual([
      [second, 1, null],
      [first, 1, null],
      [other, 1, { times: 1, lastAt: minute(5) }],
      [one, 1, { times: 2, lastAt: minute(4) }],
    ])
  })

  test('twins that are folded add up their checks', async () => {
    const one = await add(1, { sha256: 'ab' })
    await check(2, one)
    const kept = await add(3, { sha256: 'ab' })
    await check(4, kept)
    expect(await list()).toEqual([[kept, 2, { times: 2, lastAt: minute(4) }]])
  })

  test('a search finds them where it does not find the dataset', async () => {
    const one = await add(1)
    const found = await check(2, one)
    expect(await list({ q: 'Unchanged' })).toEqual([[found, 1, null]])
    expect(await list({ q: 'swapi.info' })).toEqual([[one, 1, { times: 1, lastAt: minute(2) }]])
    expect(await list({ q: 'nothing' })).toEqual([])
  })

  test('those of a deleted dataset are one entry, and listed each when they are unfolded', async () => {
    const gone = createDatasetId()
    const [first, second] = [await check(1, gone), await check(2, gone)]
    const failed = await add(3, { status: 'failed', sha256: null })
    const third = await check(4, gone)
    expect(await list()).toEqual([
      [third, 1, null],
      [failed, 1, null],
      [second, 2, null],
    ])
    expect((await list({ unfold: second })).map(([id]) => id)).toEqual([third, failed, second, first])
  })

  test('a dataset knows how often it was checked, and the checks know it', async () => {
    const one = await add(1)
    const unchanged = await requireDataset(await check(2, one))
    await check(3, one)
    const orphan = await requireDataset(await check(4, createDatasetId()))
    expect(await readChecks(one)).toEqual({ times: 2, lastAt: minute(3) })
    expect(await readChecks(unchanged.id)).toBeNull()
    expect((await findSame(unchanged))?.id).toBe(one)
    expect(await findSame(orphan)).toBeNull()
    const dataset = await requireDataset(one)
    expect(await findSame(dataset)).toBeNull()
    expect(await findAllSame([dataset, unchanged, orphan])).toEqual(new Map([[unchanged.id, one]]))
    expect(await findTwins([dataset, unchanged, orphan])).toEqual(new Map())
  })

  test('it is news for ten minutes, and only as long as nothing else has ended', async () => {
    const one = await add(1)
    expect(await findNews(minute(2))).toBeNull()
    const unchanged = await check(3, one)
    expect(await findNews(minute(12))).toMatchObject({ download: { id: unchanged }, same: { id: one } })
    expect(await findNews(minute(13))).toBeNull()
    await add(4, { status: 'failed', sha256: null })
    expect(await findNews(minute(12))).toBeNull()
    await check(5, createDatasetId())
    expect(await findNews(minute(12))).toBeNull()
  })
})
