import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Selection } from '@/lib/datasets/model/view'
import { readProfileCached } from '@/lib/datasets/query/cached'
import { profileColumns } from '@/lib/datasets/query/profile'
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

/** Separate data for each test, so that nothing is cached for it yet. */
let people = 0
const createSome = (): Promise<Dataset> => createReadyDataset([somePerson({ name: `Clone ${++people}` })])

test('eight concurrent callers, and all later ones, share one profile', async () => {
  const dataset = await createSome()
  const reader = jest.spyOn(duckdb, 'withReader')
  const profiles = await Promise.all(Array.from({ length: 8 }, () => readProfileCached(dataset, {})))
  profiles.push(await readProfileCached(dataset, { columns: [], filters: [], q: '' }))
  expect(reader).toHaveBeenCalledTimes(1)
  expect(new Set(profiles).size).toBe(1)
  expect(profiles[0]).toEqual(await profileColumns(dataset))
})

test('other columns, filters, search texts and data have separate profiles', async () => {
  const [dataset, other] = [await createSome(), await createSome()]
  const filter = (value: string): Selection['filters'] => [{ column: 'name', operator: 'ne', value }]
  const reader = jest.spyOn(duckdb, 'withReader')
  const ask = (of: Dataset, query: Parameters<typeof readProfileCached>[1]): Promise<number> =>
    readProfileCached(of, query).then(({ totalRows }) => totalRows)
  expect([
    await ask(dataset, {}),
    await ask(dataset, { columns: ['name'] }),
    await ask(dataset, { filters: filter(`Clone ${people - 1}`) }),
    await ask(dataset, { filters: filter(`Clone ${people}`) }),
    await ask(dataset, { q: 'no such text' }),
    await ask(other, {}),
  ]).toEqual([1, 1, 0, 1, 0, 1])
  expect(reader).toHaveBeenCalledTimes(6)
})

test('a dataset that is not ready is refused with a clear error', async () => {
  const id = createDatasetId()
  await createDataset(id, 'auto')
  await expect(readProfileCached(await requireDataset(id), {})).rejects.toMatchObject({ code: 'not_ready' })
})
