/** Random views against a plain JavaScript model of the same rows. For a longer run, set for example VIEW_TRIALS=5000. */
import { DATASET_COLUMNS, type DatasetColumn, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { writeList } from '@/lib/datasets/model/list'
import {
  type CountKey,
  type CountSort,
  type Filter,
  FILTER_OPERATORS,
  type Selection,
  type Sort,
} from '@/lib/datasets/model/view'
import { countValues } from '@/lib/datasets/query/counts'
import { readRows } from '@/lib/datasets/query/rows'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'
import { compareTexts, compareValues, contains, holds } from '@/lib/testing/view-model'

const TRIALS = Number(process.env.VIEW_TRIALS ?? 150)
const SEED = Number(process.env.VIEW_SEED || 20261126)

const VALUES = [
  ...[
    '',
    'unknown',
    'n/a',
    'none',
    '172',
    '1,358',
    '15',
    '9',
    '9.5',
    '-3',
    '+7',
    '.5',
    '1_000',
    '1e3',
    'nan',
    'inf',
  ],
  ...['19BBY', '41.9BBY', '8BBY', '0BBY', '4ABY', '1,000BBY', '-3BBY', 'Luke Skywalker', 'luke', "d'Qar"],
  ...[
    'Padmé',
    'Padme\u0301',
    'PADMÉ',
    'padme',
    '\u0130stanbul',
    '\u0301',
    'brown, grey',
    'fair ',
    'fair\u00a0',
    '78,2',
    '+-5',
  ],
  ...[
    '100%',
    'a_b',
    '“x”',
    '𝒳-wing',
    'ﬀ',
    '\uffee',
    ' 12 ',
    '12 monkeys',
    'DROP TABLE',
    '$1',
    '?',
    '\\',
    '0',
    '00',
  ],
]

setUpTemporaryApp()
jest.setTimeout(60_000 + TRIALS * 200)

let dataset: Dataset
let rows: DatasetRow[]

beforeAll(async () => {
  const value = fc.constantFrom(...VALUES)
  const texts = { name: value, height: value, mass: value, hair_color: value, skin_color: value }
  const others = { eye_color: value, birth_year: value, gender: value }
  const people = fc.sample(fc.record({ ...texts, ...others }), { numRuns: 400, seed: 7 })
  dataset = await createReadyDataset(
    people.map((person, index) =>
      somePerson({ ...person, id: index * 3 + 1, homeworldId: index % 7 === 0 ? null : (index % 60) + 1 }),
    ),
  )
  rows = (await readRows(dataset, { limit: 1_000, offset: 0 })).rows
})

function select({ filters, q }: Selection): DatasetRow[] {
  return rows.filter(
    (row) =>
      filters.every((filter) => holds(filter, row)) &&
      DATASET_COLUMNS.some((column) => contains(row[column], q)),
  )
}

/** Array.sort is stable, which leaves equal rows in the dataset's order. */
function order(selected: DatasetRow[], sort: Sort[]): DatasetRow[] {
  return selected.toSorted((one, other) => {
    const results = sort.map((key) => compareValues(key, one[key.column], other[key.column]))
    return results.find((result) => result !== 0) ?? 0
  })
}

function countModel(
  selected: DatasetRow[],
  columns: DatasetColumn[],
  sort: CountSort[],
): [string[], number][] {
  const counts = new Map<string, number>()
  for (const row of selected) {
    const key = JSON.stringify(columns.map((column) => row[column]))
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const entries = [...counts].map(([key, count]): [string[], number] => [JSON.parse(key) as string[], count])
  return entries.sort(([one, a], [other, b]) => {
    for (const { column, descending } of sort) {
      const index = columns.findIndex((counted) => counted === column)
      const result =
        column === 'count'
          ? (descending ? -1 : 1) * (a - b)
          : compareValues({ column, descending }, one[index] ?? '', other[index] ?? '')
      if (result !== 0) return result
    }
    if (a !== b) return b - a
    const differing = one.findIndex((value, index) => value !== other[index])
    return compareTexts(one[differing] ?? '', other[differing] ?? '')
  })
}

const column = fc.constantFrom(...DATASET_COLUMNS)
const anyValue = fc.oneof(
  fc.constantFrom(...VALUES, 'Tatooine', '2014-12-20', '2014-12', '2014', '2014-13', 'a,b'),
  fc.array(fc.constantFrom(...VALUES, '2014-12', 'Tatooine'), { minLength: 1, maxLength: 3 }).map(writeList),
  fc.string({ maxLength: 3 }),
)
const filter: fc.Arbitrary<Filter> = fc
  .record({ column, operator: fc.constantFrom(...FILTER_OPERATORS), value: anyValue })
  .map((made) => (made.operator === 'isblank' ? { ...made, value: made.value.length % 2 ? '1' : '0' } : made))
const selection = fc.record({
  filters: fc.array(filter, { maxLength: 3 }),
  q: fc.oneof(fc.constant(''), anyValue),
})
const sort = fc.uniqueArray(fc.record({ column, descending: fc.boolean() }), {
  maxLength: 3,
  selector: (key) => key.column,
})
const counting = fc.uniqueArray(column, { minLength: 1, maxLength: 4 }).chain((columns) => {
  const keys: CountKey[] = ['count', ...columns]
  const key = fc.record({ column: fc.constantFrom(...keys), descending: fc.boolean() })
  const sort = fc.uniqueArray(key, { maxLength: 4, selector: (made) => made.column })
  return fc.record({ columns: fc.constant(columns), sort })
})
const slice = fc.record({ limit: fc.integer({ min: 1, max: 60 }), offset: fc.integer({ min: 0, max: 500 }) })

test(`rows of random views match the model's: values, order, totals (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(selection, sort, slice, async (selected, keys, { limit, offset }) => {
      const expected = order(select(selected), keys)
      expect(await readRows(dataset, { ...selected, sort: keys, limit, offset })).toEqual({
        rows: expected.slice(offset, offset + limit),
        numbers: expected.slice(offset, offset + limit).map((row) => rows.indexOf(row) + 1),
        total: expected.length,
        hasMore: offset < expected.length && offset + limit < expected.length,
      })
    }),
    { numRuns: TRIALS, seed: SEED },
  )
})

test(`counts of random views match the model's: values, order, totals (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(selection, counting, slice, async (selected, { columns, sort }, { limit, offset }) => {
      const matching = select(selected)
      const expected = countModel(matching, columns, sort)
      const page = expected.slice(offset, offset + limit)
      expect(await countValues(dataset, { ...selected, columns, sort, limit, offset })).toEqual({
        columns,
        counts: page.map(([values, count]) => ({ values, count, share: count / matching.length })),
        totalGroups: expected.length,
        totalRows: matching.length,
        hasMore: page.length > 0 && offset + page.length < expected.length,
      })
    }),
    { numRuns: TRIALS, seed: SEED },
  )
})
