import { profileColumns } from '@/lib/datasets/profile'
import { readProfile } from '@/lib/datasets/profile-cache'
import { createDataset } from '@/lib/datasets/changes'
import { requireDataset } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import type { Selection } from '@/lib/datasets/view'
import * as duckdb from '@/lib/duckdb'
import { createDatasetId } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

jest.mock('@/lib/duckdb', () => ({ __esModule: true, ...jest.requireActual<typeof duckdb>('@/lib/duckdb') }))

setUpTemporaryApp()
afterEach(() => jest.restoreAllMocks())

/** Data of its own for each test, so that nothing is known of it yet. */
let people = 0
const createSome = (): Promise<Dataset> => createReadyDataset([somePerson({ name: `Clone ${++people}` })])

test('eight who ask at once, and all who ask later, get one profile', async () => {
  const dataset = await createSome()
  const reader = jest.spyOn(duckdb, 'withReader')
  const profiles = await Promise.all(Array.from({ length: 8 }, () => readProfile(dataset, {})))
  profiles.push(await readProfile(dataset, { columns: [], filters: [], q: '' }))
  expect(reader).toHaveBeenCalledTimes(1)
  expect(new Set(profiles).size).toBe(1)
  expect(profiles[0]).toEqual(await profileColumns(dataset))
})

test('other columns, filters, words and data have profiles of their own', async () => {
  const [dataset, other] = [await createSome(), await createSome()]
  const filter = (value: string): Selection['filters'] => [{ column: 'name', operator: 'ne', value }]
  const reader = jest.spyOn(duckdb, 'withReader')
  const ask = (of: Dataset, query: Parameters<typeof readProfile>[1]): Promise<number> =>
    readProfile(of, query).then(({ totalRows }) => totalRows)
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

test('a dataset that is not ready is refused in words', async () => {
  const id = createDatasetId()
  await createDataset(id, 'auto')
  await expect(readProfile(await requireDataset(id), {})).rejects.toMatchObject({ code: 'not_ready' })
})
