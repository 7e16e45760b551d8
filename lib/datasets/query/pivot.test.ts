import type { Pivot } from '@/lib/datasets/model/answers'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { EVERYTHING, type Selection } from '@/lib/datasets/model/view'
import { countValues } from '@/lib/datasets/query/counts'
import { PIVOT_ACROSS, PIVOT_DOWN, pivotValues } from '@/lib/datasets/query/pivot'
import { readRows } from '@/lib/datasets/query/rows'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let dataset: Dataset
beforeAll(async () => {
  dataset = await createReadyDataset()
})

function pivot(
  down: DatasetColumn,
  across: DatasetColumn,
  selection: Selection = EVERYTHING,
): Promise<Pivot> {
  return pivotValues(dataset, { ...selection, columns: [down, across] })
}

test('eye color by gender: values ordered by their totals, each pair counted once', async () => {
  const { down, across, cells, totalRows } = await pivot('eye_color', 'gender')
  expect(across.shown).toEqual([
    { value: 'male', total: 60 },
    { value: 'female', total: 17 },
    { value: 'n/a', total: 3 },
    { value: 'hermaphrodite', total: 1 },
    { value: 'none', total: 1 },
  ])
  expect(down.shown.slice(0, 3)).toEqual([
    { value: 'brown', total: 20 },
    { value: 'blue', total: 19 },
    { value: 'yellow', total: 11 },
  ])
  expect(cells.slice(0, 2)).toEqual([
    [15, 5, 0, 0, 0],
    [13, 6, 0, 0, 0],
  ])
  expect({ totalRows, distinct: [down.distinct, across.distinct] }).toEqual({
    totalRows: 82,
    distinct: [14, 5],
  })
})

test('only the most frequent values are shown, along with how many there are', async () => {
  const { down, across, cells } = await pivot('name', 'homeworld')
  expect([down.shown.length, down.distinct]).toEqual([PIVOT_DOWN, 82])
  expect([across.shown.length, across.distinct]).toEqual([PIVOT_ACROSS, 49])
  expect(across.shown.slice(0, 2)).toEqual([
    { value: 'Naboo', total: 11 },
    { value: 'Tatooine', total: 10 },
  ])
  expect([cells.length, ...new Set(cells.map((row) => row.length))]).toEqual([PIVOT_DOWN, PIVOT_ACROSS])
})

test('a view without rows has no values and no cells', async () => {
  expect(await pivot('name', 'homeworld', { filters: [], q: 'no such text' })).toEqual({
    down: { column: 'name', shown: [], distinct: 0 },
    across: { column: 'homeworld', shown: [], distinct: 0 },
    cells: [],
    totalRows: 0,
  })
})

test('empty values, quotes and very long values are taken literally', async () => {
  const values = ['', "d'Qar", '"; DROP TABLE x; --', 'x'.repeat(3_000), '?', 'null']
  const people = values.map((gender, index) => somePerson({ id: index + 1, gender, eye_color: gender }))
  const made = await pivotValues(await createReadyDataset(people), {
    ...EVERYTHING,
    columns: ['gender', 'eye_color'],
  })
  expect(made.down.shown.map(({ value }) => value).sort()).toEqual([...values].sort())
  expect(made.cells).toEqual(made.down.shown.map((_, row) => values.map((_, at) => Number(at === row))))
})

test('a pivot whose client has gone is stopped', async () => {
  await expect(
    pivotValues(dataset, { ...EVERYTHING, columns: ['name', 'date'] }, AbortSignal.abort()),
  ).rejects.toMatchObject({ code: 'aborted' })
})

/** Computes a pivot without a database. */
async function pivotPlainly(down: DatasetColumn, across: DatasetColumn, q: string): Promise<Pivot> {
  const { rows } = await readRows(dataset, { limit: 1_000, offset: 0, q })
  const side = (column: DatasetColumn, most: number): Pivot['down'] => {
    const totals = new Map<string, number>()
    for (const row of rows) totals.set(row[column], (totals.get(row[column]) ?? 0) + 1)
    const all = [...totals].map(([value, total]) => ({ value, total }))
    all.sort((a, b) => b.total - a.total || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)))
    return { column, shown: all.slice(0, most), distinct: all.length }
  }
  const [left, top] = [side(down, PIVOT_DOWN), side(across, PIVOT_ACROSS)]
  const cells = left.shown.map((first) =>
    top.shown.map(
      (second) => rows.filter((row) => row[down] === first.value && row[across] === second.value).length,
    ),
  )
  return { down: left, across: top, cells, totalRows: rows.length }
}

const twoColumns = fc.shuffledSubarray([...DATASET_COLUMNS], { minLength: 2, maxLength: 2 })
const search = fc.constantFrom('', 'a', 'blue', 'Tatooine', 'unknown', 'male', 'zzz')

test('a pivot of any two columns and any selection equals one computed without a database', async () => {
  await fc.assert(
    fc.asyncProperty(twoColumns, search, async ([down = 'name', across = 'date'], q) => {
      expect(await pivot(down, across, { filters: [], q })).toEqual(await pivotPlainly(down, across, q))
    }),
    { numRuns: 60 },
  )
})

test('every cell is the count of its combination', async () => {
  await fc.assert(
    fc.asyncProperty(twoColumns, search, async ([down = 'name', across = 'date'], q) => {
      const made = await pivot(down, across, { filters: [], q })
      const { counts } = await countValues(dataset, { columns: [down, across], limit: 1_000, offset: 0, q })
      const byValues = new Map(counts.map(({ values, count }) => [JSON.stringify(values), count]))
      for (const [row, { value }] of made.down.shown.entries()) {
        for (const [column, other] of made.across.shown.entries()) {
          expect(made.cells[row]?.[column]).toBe(byValues.get(JSON.stringify([value, other.value])) ?? 0)
        }
      }
    }),
    { numRuns: 20 },
  )
})
