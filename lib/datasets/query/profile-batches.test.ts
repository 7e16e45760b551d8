import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { planBatches, profileBatch } from '@/lib/datasets/query/profile'
import { withReader } from '@/lib/duckdb/lanes'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

test('columns are counted together while their values fit, and one that does not fit is split', () => {
  const roughly = new Map<DatasetColumn, number>([
    ['name', 4_000_001],
    ['gender', 5],
    ['date', 1_999_995],
    ['homeworld', 1_999_996],
    ['mass', 0],
  ])
  expect(planBatches(roughly)).toEqual([
    { columns: ['mass', 'gender', 'date'], shares: 1 },
    { columns: ['homeworld'], shares: 1 },
    { columns: ['name'], shares: 3 },
  ])
  expect(planBatches(new Map([['name', 0]]))).toEqual([{ columns: ['name'], shares: 1 }])
})

/** 3,000 masses, some of them more frequent than others, and one that is not a number. */
const MASSES = {
  text: `(SELECT CASE i WHEN 0 THEN 'none' WHEN 3009 THEN 'left out' ELSE (i % 3000)::VARCHAR END AS mass
          FROM range(3010) AS t(i)) WHERE mass <> ?`,
  values: ['left out'],
}

test.each([1, 2, 7])('a column is profiled exactly in %i shares', async (shares) => {
  const profile = await withReader('work', (read) =>
    profileBatch(read, { columns: ['mass'], shares }, MASSES),
  )
  const numbers = Array.from({ length: 3_009 }, (_, i) => i % 3_000).slice(1)
  expect(profile).toEqual({
    totalRows: 3_009,
    columns: [
      {
        column: 'mass',
        distinct: 3_001,
        missing: { empty: 0, unknown: 0, na: 0, none: 1 },
        top: [
          ...['1', '2', '3', '4', '5', '6', '7', '8'].map((value) => ({ value, count: 2 })),
          { value: '0', count: 1 },
          { value: '10', count: 1 },
        ],
        numeric: {
          count: 3_008,
          min: 0,
          max: 2_999,
          mean: numbers.reduce((sum, number) => sum + number, 0) / 3_008,
          histogram: Array.from({ length: 6 }, (_, index) => {
            const [from, to] = [500 * index, 500 * (index + 1)]
            const count = numbers.filter((x) => x >= from && x < to).length
            return { from, to, count }
          }),
        },
      },
    ],
  })
})
