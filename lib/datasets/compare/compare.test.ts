import { readdir, rm, truncate } from 'node:fs/promises'
import path from 'node:path'
import { listChanges } from '@/lib/datasets/compare/changes'
import { changesTable } from '@/lib/datasets/compare/changes-table'
import { compareCounts } from '@/lib/datasets/compare/counts'
import type { Pair } from '@/lib/datasets/compare/pair'
import { summarizeChanges } from '@/lib/datasets/compare/summary'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { EVERYTHING } from '@/lib/datasets/model/view'
import { env } from '@/lib/env'
import type { Person, Planet } from '@/lib/swapi/records/schemas'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const ALL = {
  ...EVERYTHING,
  sort: [],
  change: [],
  changed: null,
  old: null,
  new: null,
  limit: 1_000,
  offset: 0,
}
const PLANETS: Planet[] = [
  { id: 1, name: 'Tatooine' },
  { id: 2, name: 'unknown' },
  { id: 3, name: 'Naboo' },
]

async function createPair(
  before: Person[],
  after: Person[],
  ignored: DatasetColumn[] = ['date'],
): Promise<Pair> {
  const base = await createReadyDataset(before, PLANETS)
  return { base, dataset: await createReadyDataset(after, PLANETS), ignored }
}

const LUKE = somePerson({ id: 1 })
const LEIA = somePerson({ id: 5, name: 'Leia Organa', hair_color: 'brown', gender: 'female' })
const HAN = somePerson({ id: 14, name: 'Han Solo', homeworldId: 2 })

describe('a comparison', () => {
  test('counts added, removed and changed rows, and the cells that changed, without the date', async () => {
    const pair = await createPair(
      [LUKE, LEIA],
      [{ ...LUKE, hair_color: 'grey', mass: '80', date: '2026-01-01' }, HAN],
    )
    const summary = await summarizeChanges(pair)
    expect(summary).toMatchObject({ added: 1, removed: 1, changed: 1, same: 0, cells: 2 })
    expect(summary.columns.map(({ column }) => column)).toEqual(
      DATASET_COLUMNS.filter((one) => one !== 'date'),
    )
    expect(summary.columns.filter(({ cells }) => cells > 0)).toEqual([
      { column: 'mass', cells: 1, pairs: [{ old: '77', new: '80', count: 1 }] },
      { column: 'hair_color', cells: 1, pairs: [{ old: 'blond', new: 'grey', count: 1 }] },
    ])
  })

  test('finds a changed date only when asked for', async () => {
    const pair = await createPair([LUKE], [{ ...LUKE, date: '2026-01-01' }])
    expect(await summarizeChanges(pair)).toMatchObject({ changed: 0, same: 1, cells: 0 })
    expect(await summarizeChanges({ ...pair, ignored: [] })).toMatchObject({ changed: 1, same: 0, cells: 1 })
  })

  test('of datasets with the same content finds nothing, and reads neither', async () => {
    const pair = await createPair([LUKE, LEIA], [LUKE, LEIA])
    expect(pair.base.parquetSha256).toBe(pair.dataset.parquetSha256)
    expect(await summarizeChanges(pair)).toMatchObject({
      added: 0,
      removed: 0,
      changed: 0,
      same: 2,
      cells: 0,
    })
    expect(await listChanges(pair, ALL)).toEqual({ changes: [], total: 0, hasMore: false })
  })

  test('matches rows by their number, not their place: one removed at the start changes no other', async () => {
    const pair = await createPair([LUKE, LEIA, HAN], [LEIA, HAN])
    const { changes } = await listChanges(pair, ALL)
    expect(changes.map(({ change, id }) => [change, id])).toEqual([['removed', 1]])
  })

  test('does not confuse cells whose texts are the same when joined', async () => {
    const pair = await createPair(
      [somePerson({ hair_color: 'a,b', skin_color: 'c' })],
      [somePerson({ hair_color: 'a', skin_color: 'b,c' })],
    )
    expect(await summarizeChanges(pair)).toMatchObject({ changed: 1, cells: 2 })
  })

  test('does not confuse rows whose numbers and names are the same when joined', async () => {
    const [one, eleven] = [somePerson({ id: 1, name: '11 B' }), somePerson({ id: 11, name: '1 B' })]
    const { changes } = await listChanges(await createPair([one], [eleven]), ALL)
    expect(changes.map(({ change, id }) => [change, id])).toEqual([
      ['removed', 1],
      ['added', 11],
    ])
  })

  test('distinguishes an empty homeworld from one that is called unknown', async () => {
    const pair = await createPair([{ ...LUKE, homeworldId: null }], [{ ...LUKE, homeworldId: 2 }])
    expect((await summarizeChanges(pair)).columns.at(-1)).toEqual({
      column: 'homeworld',
      cells: 1,
      pairs: [{ old: '', new: 'unknown', count: 1 }],
    })
  })

  test('of a dataset with itself, or with one that is not ready, is refused in words', async () => {
    const { base, dataset, ignored } = await createPair([LUKE], [LEIA])
    await expect(summarizeChanges({ base, dataset: base, ignored })).rejects.toMatchObject({
      code: 'invalid',
      message: 'A dataset is the same as itself. Choose another one to compare it with.',
    })
    await expect(
      summarizeChanges({ base: { ...base, status: 'downloading' }, dataset, ignored }),
    ).rejects.toMatchObject({
      code: 'not_ready',
      message: `${base.fileName} is not ready: its download has not completed.`,
    })
  })

  test('makes its list again after it was deleted', async () => {
    const pair = await createPair([LUKE], [LEIA])
    const list = async (): Promise<number[]> => (await listChanges(pair, ALL)).changes.map(({ id }) => id)
    expect(await list()).toEqual([1, 5])
    await rm(path.join(env().STORAGE_DIR, 'tmp', 'comparisons'), { recursive: true })
    expect(await list()).toEqual([1, 5])
  })
})

test('a list that a power cut left damaged is made again, and no dataset is called damaged', async () => {
  const pair = await createPair([LUKE], [LEIA])
  const list = async (): Promise<number[]> => (await listChanges(pair, ALL)).changes.map(({ id }) => id)
  expect(await list()).toEqual([1, 5])
  const folder = path.join(env().STORAGE_DIR, 'tmp', 'comparisons')
  for (const name of await readdir(folder)) await truncate(path.join(folder, name), 20)
  expect(await list()).toEqual([1, 5])
  for (const name of await readdir(folder)) await truncate(path.join(folder, name), 0)
  expect(await summarizeChanges({ ...pair, ignored: ['date'] })).toMatchObject({ added: 1, removed: 1 })
  expect((await changesTable(pair, { ...ALL, columns: [] })).sql).toContain('comparisons')
})

describe('the changes of a comparison', () => {
  let pair: Pair
  const list = async (view: Partial<typeof ALL> | Record<string, unknown>): Promise<number[]> =>
    (await listChanges(pair, { ...ALL, ...view })).changes.map(({ id }) => id)

  beforeAll(async () => {
    pair = await createPair(
      [LUKE, LEIA, HAN],
      [
        { ...LUKE, homeworldId: 3, height: '9' },
        { ...HAN, homeworldId: 3, height: '180' },
        somePerson({ id: 20, name: 'Yoda', height: '66' }),
      ],
    )
  })

  test('can be limited to kinds of changes', async () => {
    expect(await list({})).toEqual([1, 5, 14, 20])
    expect(await list({ change: ['added', 'removed'] })).toEqual([5, 20])
  })

  test('can be limited to what a column changed from, and to', async () => {
    expect(await list({ changed: 'homeworld' })).toEqual([1, 14])
    expect(await list({ changed: 'homeworld', old: 'Tatooine' })).toEqual([1])
    expect(await list({ changed: 'homeworld', old: 'unknown', new: 'Naboo' })).toEqual([14])
  })

  test('match a condition before or after the change', async () => {
    const is = (value: string) => [{ column: 'homeworld', operator: 'eq', value }]
    expect(await list({ filters: is('Tatooine') })).toEqual([1, 5, 20])
    expect(await list({ filters: is('Naboo') })).toEqual([1, 14])
    expect(await list({ q: 'leia' })).toEqual([5])
  })

  test('are sorted by the value after the change, numbers by size', async () => {
    expect(await list({ sort: [{ column: 'height', descending: false }] })).toEqual([1, 20, 5, 14])
  })

  test('come in slices', async () => {
    const { changes, total, hasMore } = await listChanges(pair, { ...ALL, limit: 2, offset: 1 })
    expect([changes.map(({ id }) => id), total, hasMore]).toEqual([[5, 14], 4, true])
  })

  test('have the whole row before and after', async () => {
    const { changes } = await listChanges(pair, ALL)
    expect(changes[0]?.before?.homeworld).toBe('Tatooine')
    expect(changes[0]?.after?.homeworld).toBe('Naboo')
    expect([changes[1]?.before?.name, changes[1]?.after]).toEqual(['Leia Organa', null])
    expect([changes[3]?.before, changes[3]?.after?.name]).toEqual([null, 'Yoda'])
  })

  test('are counted by value: the largest differences first', async () => {
    const { counts, ...totals } = await compareCounts(pair, {
      ...EVERYTHING,
      columns: ['homeworld'],
      limit: 10,
      offset: 0,
    })
    expect(counts).toEqual([
      { values: ['Naboo'], before: 0, after: 2 },
      { values: ['Tatooine'], before: 2, after: 1 },
      { values: ['unknown'], before: 1, after: 0 },
    ])
    expect(totals).toEqual({
      columns: ['homeworld'],
      totalGroups: 3,
      changedGroups: 3,
      rowsBefore: 3,
      rowsAfter: 3,
      hasMore: false,
    })
  })
})
