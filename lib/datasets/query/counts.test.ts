import { DATASET_COLUMNS, type DatasetColumn, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { type CountSort, LARGEST_FIRST } from '@/lib/datasets/model/view'
import { countValues } from '@/lib/datasets/query/counts'
import { readRows } from '@/lib/datasets/query/rows'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { canonicalPeople, createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let dataset: Dataset
let rows: DatasetRow[]
beforeAll(async () => {
  dataset = await createReadyDataset()
  rows = (await readRows(dataset, { limit: 1_000, offset: 0 })).rows
})

function count(columns: DatasetColumn[], limit = 1_000, offset = 0): ReturnType<typeof countValues> {
  return countValues(dataset, { columns, limit, offset })
}

test('by homeworld: Naboo, Tatooine, then the planet named "unknown"', async () => {
  expect(await count(['homeworld'], 3)).toEqual({
    columns: ['homeworld'],
    counts: [
      { values: ['Naboo'], count: 11, share: 11 / 82 },
      { values: ['Tatooine'], count: 10, share: 10 / 82 },
      { values: ['unknown'], count: 5, share: 5 / 82 },
    ],
    totalGroups: 49,
    totalRows: 82,
    hasMore: true,
  })
})

test('by date: the same day for all', async () => {
  expect(await count(['date'])).toEqual({
    columns: ['date'],
    counts: [{ values: ['2014-12-20'], count: 82, share: 1 }],
    totalGroups: 1,
    totalRows: 82,
    hasMore: false,
  })
})

test('by date and homeworld: 49 combinations of all 82 rows', async () => {
  const { counts, totalGroups, hasMore } = await count(['date', 'homeworld'])
  expect({ listed: counts.length, totalGroups, hasMore }).toEqual({
    listed: 49,
    totalGroups: 49,
    hasMore: false,
  })
  expect(counts[0]?.values).toEqual(['2014-12-20', 'Naboo'])
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(82)
})

test('equal counts are ordered by their values', async () => {
  const { counts } = await count(['homeworld'])
  const lonely = counts.filter(({ count }) => count === 1).map(({ values }) => values[0])
  expect(lonely.slice(0, 4)).toEqual(['Aleen Minor', 'Bespin', 'Bestine IV', 'Cato Neimoidia'])
  expect(lonely).toEqual([...lonely].sort())
})

test('no columns yield no combinations', async () => {
  expect(await count([])).toEqual({ columns: [], counts: [], totalGroups: 0, totalRows: 82, hasMore: false })
})

test('pages join up to the whole', async () => {
  const whole = (await count(['homeworld', 'gender'])).counts
  const pages = await Promise.all([0, 20, 40, 60].map((offset) => count(['homeworld', 'gender'], 20, offset)))
  expect(pages.flatMap(({ counts }) => counts)).toEqual(whole)
  expect(pages.map(({ hasMore }) => hasMore)).toEqual([true, true, whole.length > 60, false])
})

test('a page past the end is empty but still has the totals', async () => {
  expect(await count(['homeworld'], 10, 500)).toMatchObject({ counts: [], totalGroups: 49, hasMore: false })
})

test('an empty value is a distinct value, and case matters', async () => {
  const people = [
    somePerson({ id: 1, gender: '' }),
    somePerson({ id: 2, gender: 'Male' }),
    somePerson({ id: 3, gender: 'male' }),
    somePerson({ id: 4, gender: '' }),
  ]
  const { counts } = await countValues(await createReadyDataset(people), {
    columns: ['gender'],
    limit: 10,
    offset: 0,
  })
  expect(counts.map(({ values, count }) => [...values, count])).toEqual([
    ['', 2],
    ['Male', 1],
    ['male', 1],
  ])
})

test('a missing homeworld is counted, not lost', async () => {
  const people = canonicalPeople().map((person) =>
    person.id === 1 ? { ...person, homeworldId: null } : person,
  )
  const { counts } = await countValues(await createReadyDataset(people), {
    columns: ['homeworld'],
    limit: 100,
    offset: 0,
  })
  expect(counts.find(({ values }) => values[0] === '')).toMatchObject({ count: 1 })
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(82)
})

describe('sorted', () => {
  const people = [
    ...['9', '1,358', '172', 'unknown', 'tall', '172', ''].map((mass, index) =>
      somePerson({ id: index + 1, mass, gender: 'male', homeworldId: null }),
    ),
    ...['172', 'n/a', '9'].map((mass, index) =>
      somePerson({ id: index + 20, mass, gender: 'female', homeworldId: null }),
    ),
  ]
  let some: Dataset
  beforeAll(async () => {
    some = await createReadyDataset(people)
  })

  async function countMass(columns: DatasetColumn[], sort: CountSort[]): Promise<string[]> {
    const { counts } = await countValues(some, { columns, sort, limit: 100, offset: 0 })
    return counts.map(({ values, count }) => `${values.join(' ')}: ${count}`)
  }

  test('values are ordered like rows: numbers by size, then other texts, missing values last', async () => {
    expect(await countMass(['mass'], [{ column: 'mass', descending: false }])).toEqual([
      ...['9: 2', '172: 3', '1,358: 1', 'tall: 1', ': 1', 'n/a: 1', 'unknown: 1'],
    ])
    expect(await countMass(['mass'], [{ column: 'mass', descending: true }])).toEqual([
      ...['1,358: 1', '172: 3', '9: 2', 'tall: 1', 'unknown: 1', 'n/a: 1', ': 1'],
    ])
  })

  test('the smallest counts may come first, equal ones by their values as plain text', async () => {
    expect(await countMass(['mass'], [{ column: 'count', descending: false }])).toEqual([
      ...[': 1', '1,358: 1', 'n/a: 1', 'tall: 1', 'unknown: 1', '9: 2', '172: 3'],
    ])
  })

  test('what a key leaves alike is ordered by count, then by the other columns', async () => {
    const all = ['female 172: 1', 'female 9: 1', 'female n/a: 1', 'male 172: 2', 'male : 1', 'male 1,358: 1']
    expect(await countMass(['gender', 'mass'], [{ column: 'gender', descending: false }])).toEqual([
      ...[...all, 'male 9: 1', 'male tall: 1', 'male unknown: 1'],
    ])
    expect(
      await countMass(
        ['gender', 'mass'],
        [
          { column: 'count', descending: false },
          { column: 'mass', descending: true },
        ],
      ),
    ).toEqual([
      ...['male 1,358: 1', 'female 172: 1', 'female 9: 1', 'male 9: 1', 'male tall: 1'],
      ...['male unknown: 1', 'female n/a: 1', 'male : 1', 'male 172: 2'],
    ])
  })

  test('the default order is largest first', async () => {
    const page = { columns: ['homeworld', 'gender'] satisfies DatasetColumn[], limit: 1_000, offset: 0 }
    expect(await countValues(dataset, { ...page, sort: LARGEST_FIRST })).toEqual(
      await countValues(dataset, page),
    )
  })

  test('pages join up to the whole', async () => {
    const view = {
      columns: ['eye_color', 'height'] satisfies DatasetColumn[],
      sort: [{ column: 'eye_color', descending: true } satisfies CountSort],
    }
    const whole = await countValues(dataset, { ...view, limit: 1_000, offset: 0 })
    const parts = await Promise.all(
      [0, 30, 60].map((offset) => countValues(dataset, { ...view, limit: 30, offset })),
    )
    expect(parts.flatMap(({ counts }) => counts)).toEqual(whole.counts)
    expect(whole.totalGroups).toBe(whole.counts.length)
  })
})

/** Counts without a database. */
function countPlainly(columns: DatasetColumn[]): { values: string[]; count: number; share: number }[] {
  const groups = new Map<string, { values: string[]; count: number }>()
  for (const row of rows) {
    const values = columns.map((column) => row[column])
    const key = JSON.stringify(values)
    groups.set(key, { values, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return [...groups.values()]
    .sort((a, b) => b.count - a.count || compare(a.values, b.values))
    .map((group) => ({ ...group, share: group.count / rows.length }))
}

/** By UTF-8 bytes, as DuckDB does. */
function compare(a: string[], b: string[]): number {
  const index = a.findIndex((value, position) => value !== b[position])
  return index < 0 ? 0 : Buffer.compare(Buffer.from(a[index] ?? ''), Buffer.from(b[index] ?? ''))
}

test('all ten columns together yield as many combinations as there are people', async () => {
  const all = [...DATASET_COLUMNS]
  expect(await count(all)).toMatchObject({ totalGroups: 82, counts: countPlainly(all) })
})

test('any columns in any order are counted as without a database', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...DATASET_COLUMNS], { minLength: 1 }), async (columns) => {
      expect((await count(columns)).counts).toEqual(countPlainly(columns))
    }),
    { numRuns: 60 },
  )
})
