import { createDataset } from '@/lib/datasets/changes'
import { readRows } from '@/lib/datasets/rows'
import { readPage } from '@/lib/datasets/rows-cache'
import { requireDataset } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import * as duckdb from '@/lib/duckdb'
import { createDatasetId } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

jest.mock('@/lib/duckdb', () => ({ __esModule: true, ...jest.requireActual<typeof duckdb>('@/lib/duckdb') }))

setUpTemporaryApp()
afterEach(() => jest.restoreAllMocks())

const FIRST = { limit: 10, offset: 0 }

/** Data of its own for each test, so that nothing is known of it yet. */
let people = 0
const createSome = (): Promise<Dataset> =>
  createReadyDataset([somePerson({ name: `Clone ${++people}` }), somePerson({ id: 2, name: 'Yoda' })])

test('eight who ask at once, and all who ask later, get one page', async () => {
  const dataset = await createSome()
  const reader = jest.spyOn(duckdb, 'readRowObjects')
  const pages = await Promise.all(Array.from({ length: 8 }, () => readPage(dataset, FIRST)))
  pages.push(await readPage(dataset, { ...FIRST, filters: [], q: '', sort: [] }))
  expect(reader).toHaveBeenCalledTimes(1)
  expect(new Set(pages).size).toBe(1)
  expect(pages[0]).toEqual(await readRows(dataset, FIRST))
})

test('other slices, conditions, words, orders and data have pages of their own', async () => {
  const [dataset, other] = [await createSome(), await createSome()]
  const ask = (of: Dataset, query: Partial<Parameters<typeof readPage>[1]>): Promise<string> =>
    readPage(of, { ...FIRST, ...query }).then(({ rows }) => rows.map(({ name }) => name).join())
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

test('a long page is read each time', async () => {
  const dataset = await createSome()
  const reader = jest.spyOn(duckdb, 'readRowObjects')
  await readPage(dataset, { limit: 1_000, offset: 0 })
  await readPage(dataset, { limit: 1_000, offset: 0 })
  expect(reader).toHaveBeenCalledTimes(2)
})

test('a dataset that is not ready is refused in words', async () => {
  const id = createDatasetId()
  await createDataset(id, 'auto')
  await expect(readPage(await requireDataset(id), FIRST)).rejects.toMatchObject({ code: 'not_ready' })
})
