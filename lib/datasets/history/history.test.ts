import { truncate } from 'node:fs/promises'
import { parquetName } from '@/lib/datasets/files'
import { countOverTime } from '@/lib/datasets/history/count-history'
import { askEach } from '@/lib/datasets/history/snapshots'
import { readRowHistory, readSwapiId } from '@/lib/datasets/history/row-history'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Period } from '@/lib/datasets/model/history'
import { EVERYTHING } from '@/lib/datasets/model/view'
import type { Person } from '@/lib/swapi/records/schemas'
import { env } from '@/lib/env'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const LUKE = somePerson({ id: 1 })
const LEIA = somePerson({ id: 5, name: 'Leia Organa' })
const snapshots: Dataset[] = []

beforeAll(async () => {
  const states: Person[][] = [
    [LUKE],
    [LUKE, LEIA],
    [{ ...LUKE, date: '2026-01-01' }, LEIA],
    [{ ...LUKE, mass: '80' }],
    [LUKE, LEIA],
  ]
  for (const people of states) snapshots.push(await createReadyDataset(people))
})

/** The places of its first and last snapshot, how many there are, and its changes. */
function summarize({ first, last, snapshots: count, row, changes }: Period): unknown[] {
  const place = ({ id }: { id: string }): number => snapshots.findIndex((snapshot) => snapshot.id === id)
  return [
    place(first),
    place(last),
    count,
    row?.mass ?? null,
    changes.map(({ old, new: now }) => `${old}→${now}`),
  ]
}

test('a row’s history is the periods in which it was the same, whatever its date', async () => {
  const { periods, ...notCovered } = await readRowHistory(1)
  expect(periods.map(summarize)).toEqual([
    [0, 2, 3, '77', []],
    [3, 3, 1, '80', ['77→80']],
    [4, 4, 1, '77', ['80→77']],
  ])
  expect(notCovered).toEqual({ older: 0, unreadable: 0 })
})

test('a row that comes and goes has periods without it', async () => {
  const { periods } = await readRowHistory(5)
  expect(periods.map(summarize)).toEqual([
    [0, 0, 1, null, []],
    [1, 2, 2, '77', []],
    [3, 3, 1, null, []],
    [4, 4, 1, '77', []],
  ])
})

test('a row that no snapshot has, has no history', async () => {
  expect(await readRowHistory(99)).toEqual({ periods: [], older: 0, unreadable: 0 })
})

test('a selection is counted in every snapshot', async () => {
  const countsOf = async (selection: typeof EVERYTHING): Promise<number[]> =>
    (await countOverTime(selection)).counts.map(({ count }) => count)
  expect(await countsOf(EVERYTHING)).toEqual([1, 2, 2, 1, 2])
  expect(await countsOf({ filters: [{ column: 'mass', operator: 'eq', value: '77' }], q: '' })).toEqual([
    1, 2, 2, 0, 2,
  ])
})

test('a damaged snapshot is left out, and said to be', async () => {
  const third = snapshots[2]
  if (!third) throw new Error('There is no third snapshot.')
  await truncate(storage.datasetPath(third.id, parquetName(third.id)), 10)
  const { periods, ...notCovered } = await readRowHistory(1)
  expect(periods.map(summarize)[0]).toEqual([0, 1, 2, '77', []])
  expect(notCovered).toEqual({ older: 0, unreadable: 1 })
})

test('all snapshots together take no longer than one query may', async () => {
  const { HEAVY_QUERY_MS } = env()
  Object.assign(env(), { HEAVY_QUERY_MS: 20 })
  const asked: string[] = []
  const slowly = async ({ id }: Dataset): Promise<void> => {
    asked.push(id)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  await expect(askEach(snapshots, slowly)).rejects.toMatchObject({ code: 'timeout' })
  expect(asked).toHaveLength(1)
  Object.assign(env(), { HEAVY_QUERY_MS })
})

test('a row of a dataset is found by SWAPI’s number', async () => {
  const second = snapshots[1]
  if (!second) throw new Error('There is no second snapshot.')
  expect([await readSwapiId(second, 2), await readSwapiId(second, 3)]).toEqual([5, null])
})
