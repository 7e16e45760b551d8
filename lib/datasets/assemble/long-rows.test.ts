/** A dataset in which every row has the maximum length: it is assembled, and can be queried like any other. */
import type { Dataset } from '@/lib/datasets/model/dataset'
import { countValues } from '@/lib/datasets/query/counts'
import { profileColumns } from '@/lib/datasets/query/profile'
import { readRows } from '@/lib/datasets/query/rows'
import { verifyContent } from '@/lib/datasets/verify/dataset'
import { MAX_RECORD_BYTES } from '@/lib/swapi/records/schemas'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const ROWS = 2_100
const COLUMNS = [
  'name',
  'height',
  'mass',
  'hair_color',
  'skin_color',
  'eye_color',
  'birth_year',
  'gender',
] as const
const VALUE_BYTES = MAX_RECORD_BYTES / COLUMNS.length
/** Doubled in a CSV. */
const QUOTE = '"'

function longValue(id: number, column: string): string {
  return `${id} ${column} ${QUOTE.repeat(VALUE_BYTES)}`.slice(0, VALUE_BYTES)
}

function longRow(id: number): Record<(typeof COLUMNS)[number], string> {
  const [name, height, mass, hair_color, skin_color, eye_color, birth_year, gender] = COLUMNS.map((column) =>
    longValue(id, column),
  ) as [string, string, string, string, string, string, string, string]
  return { name, height, mass, hair_color, skin_color, eye_color, birth_year, gender }
}

let dataset: Dataset
beforeAll(async () => {
  // Out of order, because sorting is what takes memory.
  const people = Array.from({ length: ROWS }, (_, index) => {
    const id = ((index * 1_009) % ROWS) + 1
    return somePerson({ id, ...longRow(id) })
  })
  dataset = await createReadyDataset(people, [{ id: 1, name: 'T'.repeat(MAX_RECORD_BYTES) }])
}, 120_000)

test('a page of rows has them complete and in order', async () => {
  const { rows, total } = await readRows(dataset, { limit: 1_000, offset: ROWS - 1_000 })
  expect(total).toBe(ROWS)
  expect(rows.map(({ name }) => name)).toEqual(rows.map((_, index) => longValue(ROWS - 999 + index, 'name')))
  expect(rows[0]).toMatchObject({ ...longRow(ROWS - 999), homeworld: 'T'.repeat(MAX_RECORD_BYTES) })
})

test('the rows can be sorted, searched, counted and profiled', async () => {
  const sort = [{ column: 'name', descending: true } as const]
  expect((await readRows(dataset, { limit: 1, offset: 0, sort })).rows[0]?.name).toBe(longValue(999, 'name'))
  expect((await readRows(dataset, { limit: 10, offset: 0, q: '2099 gender' })).total).toBe(1)
  const counts = await countValues(dataset, { columns: ['name', 'gender'], limit: 10, offset: 0 })
  expect(counts.totalGroups).toBe(ROWS)
  const { columns } = await profileColumns(dataset)
  expect(columns.map(({ distinct }) => distinct)).toEqual([...COLUMNS.map(() => ROWS), 1, 1])
})

test('both files are what was written', async () => {
  expect(await verifyContent(dataset)).toEqual([])
})

test('rows of control characters, which are six times as long as JSON, are written as they are', async () => {
  const control = '\u0001'.repeat(1_900)
  const people = Array.from({ length: 5_000 }, (_, index) =>
    somePerson({ id: index + 1, name: `${index} ${control}` }),
  )
  expect(await verifyContent(await createReadyDataset(people))).toEqual([])
}, 120_000)
