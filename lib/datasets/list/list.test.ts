/** The list of datasets on both databases, which write times and compare text in ways of their own. */
import { rmSync } from 'node:fs'
import { createDatasetId } from '@/lib/dataset-id'
import { markAnnotated } from '@/lib/datasets/keeping/changes'
import { DATASET_KEYS, type DatasetKey, type Sort } from '@/lib/datasets/model/view'
import { findTwins, listDatasets, listEntries } from '@/lib/datasets/store'
import { closeDb, db } from '@/lib/db/client'
import { migrate } from '@/lib/db/migrate'
import { env } from '@/lib/env'
import { formatDateTime } from '@/lib/format'
import { datasetTitle } from '@/lib/format/dataset-title'
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

type Facts = NonNullable<Parameters<ReturnType<typeof db>['dataset']['create']>[0]>['data']

/** Adds the row of a dataset, without files. */
async function add(facts: Partial<Facts> = {}): Promise<string> {
  const [id, { label = null, ...rest }] = [createDatasetId(), facts]
  await db().dataset.create({
    data: {
      ...{ id, fileName: `people-${id}.csv`, requestedSource: 'auto', status: 'ready', rowCount: 82 },
      ...{ source: 'https://swapi.info/api', sha256: id, ...rest },
    },
  })
  if (label !== null) await markAnnotated(id, { label }, () => Promise.resolve())
  return id
}

const day = (number: number): Date => new Date(Date.UTC(2026, 10, number, 20, 48, 3))

async function find(q: string): Promise<string[]> {
  const { datasets, total } = await listDatasets({ limit: 100, offset: 0, q })
  expect(total).toBe(datasets.length)
  return datasets.map(({ id }) => id)
}

async function listIn(column: DatasetKey, descending: boolean): Promise<string[]> {
  const sort = [{ column, descending }]
  return (await listDatasets({ limit: 100, offset: 0, sort })).datasets.map(({ id }) => id)
}

/** The entries as [first, last folded, how many, position], whole and in pages of two. */
async function fold(unfold: string | null = null, query: { q?: string; sort?: DatasetKey } = {}) {
  const { q = '', sort } = query
  const asked = { q, unfold, ...(sort && { sort: [{ column: sort, descending: false }] }) }
  const whole = await listEntries({ limit: 100, offset: 0, ...asked })
  const paged: typeof whole.entries = []
  for (let hasMore = true; hasMore;) {
    const page = await listEntries({ limit: 2, offset: paged.length, ...asked })
    expect(page.totals).toEqual(whole.totals)
    paged.push(...page.entries)
    hasMore = page.hasMore
  }
  expect(paged).toEqual(whole.entries)
  expect(whole.totals.entries).toBe(whole.entries.length)
  expect(whole.totals.datasets).toBe(whole.entries.reduce((sum, { size }) => sum + size, 0))
  return whole.entries.map(({ dataset, last, size, position }) => [dataset.id, last?.id, size, position])
}

describe.each(['SQLite', 'PostgreSQL'])('on %s', (name) => {
  beforeAll(async () => {
    await closeDb()
    env().DATABASE_URL = name === 'SQLite' ? SQLITE : await postgres.createDatabase('list')
    await migrate(env().DATABASE_URL)
  })
  afterEach(() => db().dataset.deleteMany())

  test('a dataset is found by everything that is on screen about it', async () => {
    const archive = await add({ source: 'archive', createdAt: day(5), rowCount: 10_000_000 })
    const live = await add({ createdAt: day(25) })
    const named = await add({ createdAt: day(26), rowCount: 1, label: 'Épisode Padmé' })
    const failed = await add({ createdAt: day(27), status: 'failed', source: null, sha256: null })
    expect(await find('bundled ARCHIVE')).toEqual([archive])
    expect(await find('swapi.info')).toEqual([named, live])
    expect(await find('Failed')).toEqual([failed])
    expect(await find('ready')).toEqual([named, live, archive])
    expect(await find('25 Nov 2026')).toEqual([live])
    expect(await find(' 5 nov 2026 ')).toEqual([live, archive])
    expect(await find('· 5 Nov 2026, 20:48')).toEqual([archive])
    expect(await find('10,000,000 characters')).toEqual([archive])
    expect(await find('1 character ·')).toEqual([named])
    expect(await find('episode PADME')).toEqual([named])
    expect(await find('ÉPISODE')).toEqual([named])
    expect(await find(live.slice(-5))).toEqual([live])
  })

  test('a dataset is found by its title, in every month and however many characters it has', async () => {
    const counts = [0, 1, 82, 999, 1_000, 123_456, 10_000_000, 2_000_000_000]
    for (let month = 0; month < 12; month++) {
      const createdAt = new Date(Date.UTC(2026, month, month === 1 ? 3 : 31, month, month * 5))
      await add({ createdAt, rowCount: counts[month % counts.length] ?? 0 })
    }
    await add({ status: 'cancelled', sha256: null })
    const { datasets } = await listDatasets({ limit: 100, offset: 0 })
    expect(datasets).toHaveLength(13)
    for (const dataset of datasets) {
      expect(await find(datasetTitle(dataset))).toEqual([dataset.id])
      expect(await find(formatDateTime(dataset.createdAt))).toEqual([dataset.id])
    }
  })

  test.each(['100%', '_', '\\', "'", '"; DROP TABLE "Dataset"; --', '%d'])(
    'a search for %j is a search for just that',
    async (q) => {
      const [id] = [await add({ label: `x ${q} y` }), await add({ label: 'another' })]
      expect(await find(`x ${q} y`)).toEqual([id])
      for (const nothing of ['x\0', '\ud83e', 'another\npeople']) expect(await find(nothing)).toEqual([])
    },
  )

  test('every column sorts, in both directions, with what is missing last', async () => {
    const started = day(1)
    const after = (seconds: number): Partial<Facts> => ({
      startedAt: started,
      finishedAt: new Date(started.getTime() + seconds * 1000),
    })
    const a = { label: 'b', source: 'archive', byteSize: 30n, rowCount: 9, requests: 2, ...after(0.4) }
    const b = {
      label: 'C',
      source: 'https://b.example',
      byteSize: 4n,
      rowCount: 10,
      requests: 15,
      ...after(90),
    }
    const c = { source: null, rowCount: 5, requests: 1, status: 'failed' }
    const ids = [
      await add({ ...a, createdAt: day(1) }),
      await add({ ...b, createdAt: day(2) }),
      await add({ ...c, createdAt: day(3) }),
    ]
    const inOrder = async (column: DatasetKey, descending: boolean): Promise<string> =>
      (await listIn(column, descending)).map((id) => 'abc'[ids.indexOf(id)]).join('')
    const orders: Record<string, string[]> = {}
    for (const key of DATASET_KEYS) orders[key] = [await inOrder(key, false), await inOrder(key, true)]
    expect(orders).toEqual({
      title: ['abc', 'bac'],
      when: ['abc', 'cba'],
      source: ['abc', 'bac'],
      rows: ['abc', 'bac'],
      size: ['bac', 'abc'],
      requests: ['cab', 'bac'],
      duration: ['abc', 'bac'],
    })
  })

  test('several columns sort one after the other, and the newest come first among equals', async () => {
    const ids = [
      await add({ rowCount: 1, requests: 2, createdAt: day(1) }),
      await add({ rowCount: 2, requests: 2, createdAt: day(2) }),
      await add({ rowCount: 1, requests: 2, createdAt: day(3) }),
      await add({ rowCount: 1, requests: 1, createdAt: day(4) }),
    ]
    const sort: Sort<DatasetKey>[] = [{ column: 'rows', descending: false }]
    const listed = async (): Promise<number[]> =>
      (await listDatasets({ limit: 9, offset: 0, sort })).datasets.map(({ id }) => ids.indexOf(id))
    expect(await listed()).toEqual([3, 2, 0, 1])
    sort.push({ column: 'requests', descending: true })
    expect(await listed()).toEqual([2, 0, 3, 1])
  })

  describe('consecutive datasets with the same bytes', () => {
    let ids: string[]
    /** From the oldest: aaa b (failed) aa c (named a) a a */
    beforeEach(async () => {
      const rows: Partial<Facts>[] = [
        ...[{ sha256: 'a' }, { sha256: 'a' }, { sha256: 'a' }, { sha256: 'b' }],
        { status: 'failed', sha256: null },
        ...[{ sha256: 'a' }, { sha256: 'a' }, { sha256: 'c' }],
        { sha256: 'a', label: 'Mine' },
        ...[{ sha256: 'a' }, { sha256: 'a' }],
      ]
      ids = []
      for (const [index, facts] of rows.entries())
        ids.push(await add({ ...facts, createdAt: day(index + 1) }))
    })
    const at = (index: number): string => ids[index] ?? ''

    test('are one entry, in the newest’s place, unless they have names of their own', async () => {
      expect(await fold()).toEqual([
        [at(10), at(9), 2, 1],
        [at(8), undefined, 1, 3],
        [at(7), undefined, 1, 4],
        [at(6), at(5), 2, 5],
        [at(4), undefined, 1, 7],
        [at(3), undefined, 1, 8],
        [at(2), at(0), 3, 9],
      ])
    })

    test('are one entry, in the oldest’s place, when the oldest come first', async () => {
      expect((await fold(null, { sort: 'when' })).map(([first, last]) => [first, last])).toEqual([
        ...[
          [at(0), at(2)],
          [at(3), undefined],
          [at(4), undefined],
          [at(5), at(6)],
        ],
        ...[
          [at(7), undefined],
          [at(8), undefined],
          [at(9), at(10)],
        ],
      ])
    })

    test('are listed each when they are unfolded', async () => {
      expect(await fold(at(6))).toEqual(ids.map((id, index) => [id, undefined, 1, 11 - index]).reverse())
      for (const other of [at(3), 'nothing']) expect(await fold(other)).toEqual(await fold())
    })

    test('are listed each in any other order than that of time', async () => {
      expect(await fold(null, { sort: 'rows' })).toHaveLength(11)
    })

    test('are folded among what a search finds', async () => {
      const found = await fold(null, { q: 'ready' })
      expect(found.map(([id]) => id)).toEqual([at(10), at(8), at(7), at(6), at(3), at(2)])
    })

    test('know the oldest dataset with their bytes', async () => {
      const { datasets } = await listDatasets({ limit: 100, offset: 0 })
      const twins = [1, 2, 5, 6, 8, 9, 10].map((index) => [at(index), at(0)] as const)
      expect(await findTwins(datasets)).toEqual(new Map(twins))
      expect(await findTwins([])).toEqual(new Map())
    })
  })

  test('past its end there is nothing, and the totals are still right', async () => {
    await add({ sha256: 'a' })
    await add({ sha256: 'a' })
    expect(await listEntries({ limit: 5, offset: 9, unfold: null })).toEqual({
      entries: [],
      totals: { datasets: 2, entries: 1 },
      hasMore: false,
    })
  })
})
