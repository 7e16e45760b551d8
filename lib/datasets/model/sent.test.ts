import fc from '@/lib/testing/fast-check'
import { DATASET_COLUMNS, type DatasetRow } from '@/lib/datasets/model/columns'
import type { ColumnProfile } from '@/lib/datasets/model/profile'
import { packProfile, packRows, unpackProfile, unpackRows } from '@/lib/datasets/model/sent'

const NOTHING_MISSING = { empty: 0, unknown: 0, na: 0, none: 0 }

const someCounts = fc.record({ empty: fc.nat(), unknown: fc.nat(), na: fc.nat(), none: fc.nat() })
const someValues = fc.array(fc.record({ value: fc.string(), count: fc.nat() }), { maxLength: 5 })
const someNumbers = fc
  .tuple(fc.integer(), fc.array(fc.nat(), { minLength: 1, maxLength: 12 }))
  .map(([first, counts]) => ({
    count: 1,
    min: first,
    max: first + 20 * counts.length - 1,
    mean: first,
    histogram: counts.map((count, index) => ({
      from: first + 20 * index,
      to: first + 20 * (index + 1),
      count,
    })),
  }))
const someColumn: fc.Arbitrary<ColumnProfile> = fc.record({
  column: fc.constantFrom(...DATASET_COLUMNS),
  distinct: fc.oneof(fc.nat({ max: 6 }), fc.nat()),
  missing: fc.oneof(fc.constant(NOTHING_MISSING), someCounts),
  top: someValues,
  numeric: fc.option(someNumbers),
})

test('rows arrive as they were sent', () => {
  const someRow = fc.record(Object.fromEntries(DATASET_COLUMNS.map((column) => [column, fc.string()])))
  fc.assert(
    fc.property(fc.array(someRow), fc.nat(), (rows, total) => {
      const page = {
        rows: rows as DatasetRow[],
        numbers: rows.map((_, index) => index),
        total,
        hasMore: true,
      }
      expect(unpackRows(packRows(page))).toEqual(page)
    }),
  )
})

test('a column arrives with all of its numbers, and as many of its values as are shown', () => {
  fc.assert(
    fc.property(someColumn, (column) => {
      const sent = packProfile({ totalRows: 4, columns: [column] }, 3)
      const shown = column.distinct === 4 ? 0 : column.distinct > 3 ? 2 : 3
      const { min, max, histogram } = column.numeric ?? {}
      expect(unpackProfile(sent)).toEqual([
        {
          ...column,
          top: column.numeric === null ? column.top.slice(0, shown) : [],
          numeric: column.numeric && { min, max, histogram },
        },
      ])
    }),
  )
})

test('what is sent has the names of columns once, and no zeros', () => {
  const gender: ColumnProfile = {
    column: 'gender',
    distinct: 2,
    missing: { ...NOTHING_MISSING, na: 3 },
    top: [
      { value: 'male', count: 60 },
      { value: 'n/a', count: 3 },
    ],
    numeric: null,
  }
  const numeric = {
    count: 5,
    min: 66,
    max: 84,
    mean: 70,
    histogram: [
      { from: 60, to: 80, count: 5 },
      { from: 80, to: 100, count: 0 },
    ],
  }
  const height: ColumnProfile = { ...gender, column: 'height', missing: NOTHING_MISSING, numeric }
  expect(packProfile({ totalRows: 63, columns: [gender, height] }, 3)).toEqual({
    totalRows: 63,
    columns: {
      gender: {
        distinct: 2,
        missing: { na: 3 },
        top: [
          ['male', 60],
          ['n/a', 3],
        ],
      },
      height: { distinct: 2, numeric: { min: 66, max: 84, edges: [60, 80, 100], counts: [5, 0] } },
    },
  })
})
