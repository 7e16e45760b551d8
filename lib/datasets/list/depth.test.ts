/** Lists in which more datasets are folded than a page reads at first, on both databases. */
import { rmSync } from 'node:fs'
import { createDatasetId } from '@/lib/dataset-id'
import { listDatasets, listEntries } from '@/lib/datasets/store'
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

/** From the oldest: how many datasets have these bytes, one after the other. */
const RUNS: [sha256: string, size: number][] = [
  ...([
    ['a', 3],
    ['b', 1],
    ['a', 900],
    ['c', 130],
    ['d', 1],
    ['e', 1],
    ['c', 2],
  ] as [string, number][]),
]
const HASHES = RUNS.flatMap(([sha256, size]) => Array.from({ length: size }, () => sha256))
const UNCHANGED = 150

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute))
let ids: string[]

describe.each(['SQLite', 'PostgreSQL'])('on %s', (name) => {
  beforeAll(async () => {
    await closeDb()
    env().DATABASE_URL = name === 'SQLite' ? SQLITE : await postgres.createDatabase('depth')
    await migrate(env().DATABASE_URL)
    ids = [...HASHES, ...Array.from({ length: UNCHANGED })].map((_, minute) => createDatasetId(at(minute)))
    const fact = (id: string, minute: number) => ({
      ...{ id, fileName: `people-${id}.csv`, requestedSource: 'auto', rowCount: 82, createdAt: at(minute) },
      ...{ startedAt: at(minute), finishedAt: at(minute) },
    })
    // The last of them is equal to all unchanged downloads, which come after it.
    const newest = HASHES.length - 1
    await db().dataset.createMany({
      data: ids.map((id, minute) => {
        const sha256 = HASHES[minute]
        return sha256 === undefined
          ? { ...fact(id, minute), status: 'unchanged', sameAs: ids[newest] ?? '' }
          : { ...fact(id, minute), status: 'ready', sha256 }
      }),
    })
  })

  test('a page of entries is whole, however many datasets are folded into it and before it', async () => {
    const expected = RUNS.map(([, size], index) => {
      const before = RUNS.slice(0, index).reduce((sum, [, each]) => sum + each, 0)
      const position = HASHES.length - before - size + 1
      return { first: ids[before + size - 1], last: size === 1 ? undefined : ids[before], size, position }
    }).reverse()
    for (const limit of [1, 2, 7, 20]) {
      for (let offset = 0; offset <= RUNS.length; offset += limit) {
        const page = await listEntries({ limit, offset, unfold: null })
        expect(page.totals).toEqual({ datasets: HASHES.length, entries: RUNS.length })
        expect(page.hasMore).toBe(offset + limit < RUNS.length)
        expect(
          page.entries.map(({ dataset, last, size, position }) => ({
            first: dataset.id,
            last: last?.id,
            size,
            position,
          })),
        ).toEqual(expected.slice(offset, offset + limit))
      }
    }
  })

  test('an entry counts the unchanged downloads of all its datasets', async () => {
    const { entries } = await listEntries({ limit: 2, offset: 0, unfold: null })
    expect(entries.map(({ checks }) => checks)).toEqual([
      { times: UNCHANGED, lastAt: at(HASHES.length + UNCHANGED - 1) },
      null,
    ])
  })

  test('the list without folding has each of them once', async () => {
    const page = await listDatasets({ limit: 3, offset: 0 })
    expect(page.datasets.map(({ id }) => id)).toEqual(ids.slice(-3).reverse())
    expect(page).toMatchObject({ total: HASHES.length + UNCHANGED, hasMore: true })
    const folded = await listDatasets({ limit: 3, offset: 0, folded: true })
    expect(folded.datasets.map(({ id }) => id)).toEqual(ids.slice(HASHES.length - 3, HASHES.length).reverse())
    expect(folded.total).toBe(HASHES.length)
  })
})
