import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readRows } from '@/lib/datasets/query/rows'
import { requireDataset } from '@/lib/datasets/store'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let dataset: Dataset
beforeAll(async () => {
  dataset = await createReadyDataset()
})

async function namesOf(limit: number, offset: number): Promise<string[]> {
  return (await readRows(dataset, { limit, offset })).rows.map(({ name }) => name)
}

test('the first rows are the people with the lowest ids, with all columns', async () => {
  expect(await readRows(dataset, { limit: 2, offset: 0 })).toEqual({
    rows: [
      {
        name: 'Luke Skywalker',
        height: '172',
        mass: '77',
        hair_color: 'blond',
        skin_color: 'fair',
        eye_color: 'blue',
        birth_year: '19BBY',
        gender: 'male',
        homeworld: 'Tatooine',
        date: '2014-12-20',
      },
      {
        name: 'C-3PO',
        height: '167',
        mass: '75',
        hair_color: 'n/a',
        skin_color: 'gold',
        eye_color: 'yellow',
        birth_year: '112BBY',
        gender: 'n/a',
        homeworld: 'Tatooine',
        date: '2014-12-20',
      },
    ],
    numbers: [1, 2],
    total: 82,
    hasMore: true,
  })
})

test('each row has its number in the dataset, whatever the order and the conditions', async () => {
  const whole = (await readRows(dataset, { limit: 100, offset: 0 })).rows
  expect((await readRows(dataset, { limit: 3, offset: 15 })).numbers).toEqual([16, 17, 18])
  const { rows, numbers } = await readRows(dataset, {
    limit: 5,
    offset: 2,
    filters: [{ column: 'homeworld', operator: 'eq', value: 'Tatooine' }],
    sort: [{ column: 'height', descending: true }],
  })
  expect(rows).toHaveLength(5)
  expect(numbers.map((number) => whole[number - 1])).toEqual(rows)
})

test('an offset continues where the previous rows ended', async () => {
  const first = await namesOf(20, 0)
  expect([...(await namesOf(10, 0)), ...(await namesOf(10, 10))]).toEqual(first)
  expect(await namesOf(3, 15)).toEqual(['Jabba Desilijic Tiure', 'Wedge Antilles', 'Jek Tono Porkins'])
})

test.each([
  [82, 0, 82, false],
  [81, 0, 81, true],
  [10, 72, 10, false],
  [10, 71, 10, true],
  [10, 80, 2, false],
  [10, 82, 0, false],
  [10, 999_999_999_999_999, 0, false],
])('limit %i from %i returns %i rows; more: %p', async (limit, offset, count, hasMore) => {
  const page = await readRows(dataset, { limit, offset })
  expect({ count: page.rows.length, hasMore: page.hasMore, total: page.total }).toEqual({
    count,
    hasMore,
    total: 82,
  })
})

test('values are read back as they were written', async () => {
  const name = ' "Padmé", \r\n🤖 | # NULL '
  const people = [
    somePerson({ id: 9, name, mass: '', homeworldId: null }),
    somePerson({ id: 3, name: 'First' }),
  ]
  const { rows } = await readRows(await createReadyDataset(people), { limit: 10, offset: 0 })
  expect(rows.map((row) => row.name)).toEqual(['First', name])
  expect(rows[1]).toMatchObject({ mass: '', homeworld: '' })
})

test('a dataset that is not ready is refused with a clear error', async () => {
  const id = createDatasetId()
  await createDataset(id, 'auto')
  await expect(readRows(await requireDataset(id), { limit: 10, offset: 0 })).rejects.toMatchObject({
    code: 'not_ready',
    message: 'This dataset is not ready: its download has not completed.',
  })
})
