import type { Pivot } from '@/lib/datasets/model/answers'
import { addUpPivot, heatOf } from '@/lib/datasets/model/pivot-lines'
import fc from '@/lib/testing/fast-check'

/** Any pivot whose numbers are possible: rows of two columns, of which the first values are shown. */
const PIVOTS = fc
  .record({
    table: fc.array(fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
    down: fc.integer({ min: 1, max: 6 }),
    across: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ table, down, across }): Pivot => {
    const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0)
    const shownDown = table.slice(0, down).map((line, index) => ({ value: `d${index}`, total: sum(line) }))
    const shownAcross = [0, 1, 2, 3]
      .slice(0, across)
      .map((column) => ({ value: `a${column}`, total: sum(table.map((line) => line[column] ?? 0)) }))
    return {
      down: { column: 'homeworld', shown: shownDown, distinct: table.length },
      across: { column: 'gender', shown: shownAcross, distinct: 4 },
      cells: table.slice(0, down).map((line) => line.slice(0, across)),
      totalRows: sum(table.flat()),
    }
  })

test('lines and columns of a pivot add up, whatever is not shown', () => {
  fc.assert(
    fc.property(PIVOTS, (pivot) => {
      const { shown, others, all } = addUpPivot(pivot)
      const lines = [...shown, ...(others === null ? [] : [others])]
      const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0)
      for (const { cells, others, total } of [...lines, all]) expect(sum(cells) + (others ?? 0)).toBe(total)
      expect(all.cells).toEqual(
        all.cells.map((_, column) => sum(lines.map(({ cells }) => cells[column] ?? 0))),
      )
      expect(all.total).toBe(sum(lines.map(({ total }) => total)))
      expect(all.total).toBe(pivot.totalRows)
    }),
  )
})

test('the color of a cell is never too weak to see, nor too strong to read its number', () => {
  expect([heatOf(1, 1_000_000), heatOf(1, 2), heatOf(9, 9)]).toEqual([0.06, 0.22, 0.38])
})
