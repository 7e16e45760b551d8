import { rm } from 'node:fs/promises'
import { listChangesCached } from '@/lib/datasets/compare/cached-changes'
import { type ChangesView, listChanges } from '@/lib/datasets/compare/changes'
import type { Pair } from '@/lib/datasets/compare/pair'
import { parquetName } from '@/lib/datasets/files'
import { EVERYTHING, type Slice } from '@/lib/datasets/model/view'
import * as duckdb from '@/lib/duckdb/lanes'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

jest.mock('@/lib/duckdb/lanes', () => ({
  __esModule: true,
  ...jest.requireActual<typeof duckdb>('@/lib/duckdb/lanes'),
}))

setUpTemporaryApp()
afterEach(() => jest.restoreAllMocks())

const VIEW: ChangesView & Slice = {
  ...EVERYTHING,
  sort: [],
  change: [],
  changed: null,
  old: null,
  new: null,
  limit: 50,
  offset: 0,
}

let mass = 0

/** Other data in each test, so that nothing is cached for it yet. */
async function createPair(): Promise<Pair> {
  const people = [1, 2].map((id) => somePerson({ id, mass: String(++mass) }))
  const base = await createReadyDataset(people)
  const dataset = await createReadyDataset(people.map((one) => ({ ...one, height: String(one.id) })))
  return { base, dataset, ignored: ['date'] }
}

test('a page of changes is read once, and other views have pages of their own', async () => {
  const pair = await createPair()
  const first = await listChangesCached(pair, VIEW)
  expect(first).toEqual(await listChanges(pair, VIEW))
  const reader = jest.spyOn(duckdb, 'withReader')
  expect(await listChangesCached(pair, { ...VIEW, filters: [], change: [] })).toBe(first)
  expect(reader).not.toHaveBeenCalled()
  const views: Partial<typeof VIEW>[] = [
    { limit: 1 },
    { offset: 1 },
    { q: 'x' },
    { change: ['added'] },
    { sort: [{ column: 'height', descending: true }] },
    { filters: [{ column: 'height', operator: 'eq', value: '1' }] },
    { changed: 'height' },
    { changed: 'height', new: '1' },
  ]
  const ids = []
  for (const view of views)
    ids.push((await listChangesCached(pair, { ...VIEW, ...view })).changes.map(({ id }) => id))
  expect(ids).toEqual([[1], [2], [], [], [2, 1], [1], [1, 2], [1]])
  expect((await listChangesCached({ ...pair, ignored: ['height'] }, VIEW)).changes).toEqual([])
})

test('a page that is cached does not hide that a file was lost', async () => {
  const pair = await createPair()
  await listChangesCached(pair, VIEW)
  const { id } = pair.base
  await rm(storage.datasetPath(id, parquetName(id)))
  await expect(listChangesCached(pair, VIEW)).rejects.toMatchObject({ code: 'damaged' })
})
