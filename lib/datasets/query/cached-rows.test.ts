import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readRowsCached } from '@/lib/datasets/query/cached'
import { readRows } from '@/lib/datasets/query/rows'
import { requireDataset } from '@/lib/datasets/store'
import * as duckdb from '@/lib/duckdb/lanes'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

jest.mock('@/lib/duckdb/lanes', () => ({
  __esModule: true,
  ...jest.requireActual<typeof duckdb>('@/lib/duckdb/lanes'),
}))

/** As for datasets that are too large to be kept in memory. */
jest.mock('@/lib/datasets/columns/kept-tables', () => ({
  findTable: () => Promise.resolve(null),
  findKnownMatches: () => Promise.resolve(undefined),
}))

setUpTemporaryApp()
afterEach(() => jest.restoreAllMocks())

const FIRST = { limit: 10, offset: 0 }

/** Separate data for each test, so that nothing is cached for it yet. */
let people = 0
const createSome = (): Promise<Dataset> =>
  createReadyDataset([somePerson({ name: `Clone ${++people}` }), somePerson({ id: 2, name: 'Yoda' })])

test('eight concurrent callers, and all later ones, share one page', async () => {
  const dataset = await createSome()
  const reader = jest.spyOn(duckdb, 'readRowObjects')
  const pages = await Promise.all(Array.from({ length: 8 }, () => readRowsCached(dataset, FIRST)))
  pages.push(await readRowsCached(dataset, { ...FIRST, filters: [], q: '', sort: [] }))
  expect(reader).toHaveBeenCalledTimes(1)
  expect(new Set(pages).size).toBe(1)
  expect(pages[0]).toEqual(await readRows(dataset, FIRST))
})

test('other slices, conditions, search texts, orders and data have separate pages', async () => {
  const [dataset, other] = [await createSome(), await createSome()]
  const ask = (of: Dataset, query: Partial<Parameters<typeof readRowsCached>[1]>): Promise<string> =>
    readRowsCached(of, { ...FIRST, ...query }).then(({ rows }) => rows.map(({ name }) => name).join())
  const [one, two] = [`Clone ${people - 1}`, `Clone ${people}`]
  expect([
    await ask(dataset, {}),
    await ask(dataset, { limit: 1 }),
    await ask(dataset, { limit: 1, offset: 1 }),
    await ask(dataset, { filters: [{ column: 'name', operator: 'eq', value: 'Yoda' }] }),
    await ask(dataset, { filters: [{ column: 'name', operator: 'ne', value: 'Yoda' }] }),
    await ask(dataset, { q: 'yoda' }),
    await ask(dataset, { sort: [{ column: 'name', descending: true }] }),
    await ask(dataset, { sort: [{ column: 'name', descending: false }] }),
    await ask(other, {}),
  ]).toEqual([`${one},Yoda`, one, 'Yoda', 'Yoda', one, 'Yoda', `Yoda,${one}`, `${one},Yoda`, `${two},Yoda`])
})

test('a long page is not cached', async () => {
  const dataset = await createSome()
  const reader = jest.spyOn(duckdb, 'readRowObjects')
  await readRowsCached(dataset, { limit: 1_000, offset: 0 })
  await readRowsCached(dataset, { limit: 1_000, offset: 0 })
  expect(reader).toHaveBeenCalledTimes(2)
})

test('a dataset that is not ready is refused with a clear error', async () => {
  const id = createDatasetId()
  await createDataset(id, 'auto')
  await expect(readRowsCached(await requireDataset(id), FIRST)).rejects.toMatchObject({ code: 'not_ready' })
})
