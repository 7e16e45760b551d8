import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import { DATASET_COLUMNS, type DatasetColumn, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { ColumnProfile } from '@/lib/datasets/model/profile'
import { readNumber } from '@/lib/datasets/model/values/numbers'
import { MISSING_VALUES, type Selection } from '@/lib/datasets/model/view'
import { countValues } from '@/lib/datasets/query/counts'
import { profileColumns } from '@/lib/datasets/query/profile'
import { readRows } from '@/lib/datasets/query/rows'
import { requireDataset } from '@/lib/datasets/store'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

let dataset: Dataset
beforeAll(async () => {
  dataset = await createReadyDataset()
})

async function profileOf(column: DatasetColumn, selection: Partial<Selection> = {}): Promise<ColumnProfile> {
  const { columns } = await profileColumns(dataset, { columns: [column], ...selection })
  return columns[0]!
}

describe('the canonical archive', () => {
  test('has ten columns of 82 rows', async () => {
    const { totalRows, columns } = await profileColumns(dataset)
    expect(totalRows).toBe(82)
    expect(columns.map(({ column }) => column)).toEqual([...DATASET_COLUMNS])
    expect(columns.filter(({ numeric }) => numeric !== null).map(({ column }) => column)).toEqual([
      'height',
      'mass',
      'birth_year',
    ])
  })

  test('has masses from 15 to the 1,358 of Jabba, and 23 unknown ones', async () => {
    const { missing, numeric, top } = await profileOf('mass')
    expect(missing).toEqual({ empty: 0, unknown: 23, na: 0, none: 0 })
    expect(top[0]).toEqual({ value: 'unknown', count: 23 })
    expect(numeric).toMatchObject({ count: 59, min: 15, max: 1358 })
    expect(numeric?.histogram).toHaveLength(7)
    expect(numeric?.histogram[0]).toMatchObject({ from: 0, to: 200 })
    expect(numeric?.histogram.at(-1)).toEqual({ from: 1200, to: 1400, count: 1 })
    expect(numeric?.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(59)
  })

  test('has one date', async () => {
    expect(await profileOf('date')).toEqual({
      column: 'date',
      distinct: 1,
      missing: { empty: 0, unknown: 0, na: 0, none: 0 },
      top: [{ value: '2014-12-20', count: 82 }],
      numeric: null,
    })
  })

  test('has a profile that matches its counts', async () => {
    for (const column of DATASET_COLUMNS) {
      const page = await countValues(dataset, { columns: [column], limit: 10, offset: 0 })
      const { distinct, top } = await profileOf(column)
      expect(distinct).toBe(page.totalGroups)
      expect(top).toEqual(page.counts.map(({ values, count }) => ({ value: values[0], count })))
    }
  })

  test('is profiled only for the rows that a view selects', async () => {
    const filters: Selection['filters'] = [{ column: 'homeworld', operator: 'eq', value: 'Tatooine' }]
    expect(await profileColumns(dataset, { filters, columns: ['homeworld'] })).toMatchObject({
      totalRows: 10,
      columns: [{ distinct: 1, top: [{ value: 'Tatooine', count: 10 }] }],
    })
    const height = await profileOf('height', { filters, q: 'blue' })
    expect(height).toMatchObject({ distinct: 5, numeric: { count: 5, max: 188 } })
  })

  test('has an empty profile when a view selects nothing', async () => {
    expect(await profileColumns(dataset, { q: 'no such text', columns: ['mass'] })).toEqual({
      totalRows: 0,
      columns: [
        {
          column: 'mass',
          distinct: 0,
          missing: { empty: 0, unknown: 0, na: 0, none: 0 },
          top: [],
          numeric: null,
        },
      ],
    })
  })
})

/** Computes a profile without a database. */
function profilePlainly(rows: DatasetRow[], column: DatasetColumn): ColumnProfile {
  const values = rows.map((row) => row[column])
  const countOf = (wanted: string): number => values.filter((value) => value === wanted).length
  const [empty, unknown, na, none] = MISSING_VALUES.map(countOf) as [number, number, number, number]
  const frequencies = new Map<string, number>()
  for (const value of values) frequencies.set(value, (frequencies.get(value) ?? 0) + 1)
  const numbers = values.map((value) => readNumber(column, value)).filter((number) => number !== null)
  const there = values.length - empty - unknown - na - none
  return {
    column,
    distinct: frequencies.size,
    missing: { empty, unknown, na, none },
    top: [...frequencies]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)))
      .slice(0, 10),
    numeric: numbers.length > 0 && numbers.length * 2 >= there ? describeNumbers(numbers) : null,
  }
}

function describeNumbers(numbers: number[]): ColumnProfile['numeric'] {
  const [min, max] = [Math.min(...numbers) + 0, Math.max(...numbers) + 0]
  return {
    count: numbers.length,
    min,
    max,
    // The mean depends slightly on the order of addition; huge values must not overflow.
    mean: expect.any(Number) as number,
    histogram: expect.any(Array) as [],
  }
}

const wildValue = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -1_000, max: 1_000 }).map(String) },
  { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  fc.constantFrom(
    ...MISSING_VALUES,
    '1,358',
    '19BBY',
    '4ABY',
    '78,2',
    '+-5',
    '1_000',
    'inf',
    'nan',
    '-0',
    '0',
    ' 5 ',
    '1e999',
    'Unknown',
  ),
  fc.string({ unit: 'grapheme', maxLength: 5 }).map((text) => text.replaceAll('\0', '')),
)

test('wild values are profiled as without a database', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ mass: wildValue, birth_year: wildValue }), { minLength: 1, maxLength: 60 }),
      async (records) => {
        const wild = await createReadyDataset(
          records.map((record, index) => somePerson({ id: index + 1, ...record })),
        )
        const { rows } = await readRows(wild, { limit: 1_000, offset: 0 })
        const { columns } = await profileColumns(wild, { columns: ['mass', 'birth_year'] })
        for (const profile of columns) {
          expect(profile).toEqual(profilePlainly(rows, profile.column))
          assertNumbers(profile, rows)
        }
      },
    ),
    { numRuns: 40 },
  )
})

/** Each number is in the one bin whose edges contain it, and the mean is right except for rounding. */
function assertNumbers({ column, numeric }: ColumnProfile, rows: DatasetRow[]): void {
  if (numeric === null) return
  const { histogram, min, max, mean } = numeric
  const numbers = rows.map((row) => readNumber(column, row[column])).filter((number) => number !== null)
  expect(histogram[0]?.from).toBeLessThanOrEqual(min)
  expect(histogram.at(-1)?.to).toBeGreaterThanOrEqual(max)
  histogram.forEach(({ from, to, count }, index) => {
    const isLast = index === histogram.length - 1
    expect(from).toBe(index === 0 ? from : histogram[index - 1]?.to)
    expect(count).toBe(numbers.filter((x) => x >= from && (x < to || isLast)).length)
  })
  // Numbers near the smallest double have too few digits for a mean between them.
  const scale = Math.max(Math.abs(min), Math.abs(max), 1e-300)
  const plain = numbers.reduce((sum, number) => sum + number / scale / numbers.length, 0)
  expect(mean / scale).toBeCloseTo(plain, 9)
}

test('many rows have the same profile as few', async () => {
  for (const selection of [{}, { q: 'blue' }, { q: 'no such text' }]) {
    const few = await profileColumns(dataset, selection)
    expect(await profileColumns({ ...dataset, rowCount: 1_000_000 }, selection)).toEqual(few)
  }
})

test('a comparison with a number of any size works', async () => {
  const total = async (value: string): Promise<number> => {
    const filters: Selection['filters'] = [{ column: 'mass', operator: 'lt', value }]
    return (await profileColumns(dataset, { filters, columns: ['mass'] })).totalRows
  }
  expect(await total('99999999999999999999')).toBe(59)
  expect(await total('-1e300')).toBe(0)
  expect(await total('15.5')).toBe(1)
})

test('a dataset that is not ready is refused with a clear error', async () => {
  const id = createDatasetId()
  await createDataset(id, 'auto')
  await expect(profileColumns(await requireDataset(id))).rejects.toMatchObject({ code: 'not_ready' })
})

test('a profile that was aborted is not computed', async () => {
  await expect(profileColumns(dataset, {}, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
})
