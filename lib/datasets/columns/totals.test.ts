import fc from '@/lib/testing/fast-check'
import type { Column } from '@/lib/datasets/columns/table'
import { countingOf } from '@/lib/datasets/columns/totals'

const VALUES = ['blue', 'brown', 'hazel', 'red']

function someColumn(codes: number[]): Column {
  return { codes: Uint8Array.from(codes), values: VALUES, folded: VALUES, numbers: new Float64Array(4) }
}

const someRows = fc.array(fc.record({ code: fc.nat({ max: 3 }), isSelected: fc.boolean() }))

test('each value is counted over the selected rows, whether these are few or most', () => {
  fc.assert(
    fc.property(someRows, fc.boolean(), (rows, isMost) => {
      const column = someColumn(rows.map(({ code }) => code))
      const selected = rows.flatMap(({ isSelected }, row) =>
        isSelected || (isMost && row % 3 > 0) ? [row] : [],
      )
      const count = countingOf(Uint32Array.from(selected), rows.length)
      const expected = VALUES.map((_, code) => selected.filter((row) => rows[row]?.code === code).length)
      expect([...count(column)]).toEqual(expected)
      // Nothing that is kept of the column has changed.
      expect([...count(column)]).toEqual(expected)
    }),
  )
})

test('each value is counted over all rows', () => {
  expect([...countingOf(null, 5)(someColumn([3, 0, 3, 1, 3]))]).toEqual([1, 1, 0, 3])
})
