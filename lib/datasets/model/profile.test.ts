import { type ColumnProfile, shortenProfile } from '@/lib/datasets/model/profile'

test('a shortened profile has only the first values, none beside a histogram, and all of its numbers', () => {
  const top = ['male', 'female', 'n/a', 'none'].map((value) => ({ value, count: 1 }))
  const missing = { empty: 0, unknown: 0, na: 1, none: 1 }
  const numeric = { count: 4, min: 1, max: 2, mean: 1.5, histogram: [] }
  const gender: ColumnProfile = { column: 'gender', distinct: 4, missing, top, numeric: null }
  const height: ColumnProfile = { column: 'height', distinct: 4, missing, top, numeric }
  expect(shortenProfile({ totalRows: 4, columns: [gender, height] }, 3)).toEqual({
    totalRows: 4,
    columns: [
      { ...gender, top: top.slice(0, 3) },
      { ...height, top: [] },
    ],
  })
})
