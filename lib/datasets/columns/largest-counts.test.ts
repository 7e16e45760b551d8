import { countTableValues } from '@/lib/datasets/columns/counts'
import type { Column, ColumnTable, TableFile } from '@/lib/datasets/columns/table'
import type { DatasetColumn } from '@/lib/datasets/model/columns'

const ROWS = 300_000
const NO_FILE = {} as TableFile

/** A column of numbers with leading zeros, so that their order is that of their texts. */
function someColumn(distinct: number, codeOf: (row: number) => number): Column {
  const values = Array.from({ length: distinct }, (_, code) => String(code).padStart(6, '0'))
  const codes = Uint32Array.from({ length: ROWS }, (_, row) => codeOf(row))
  return { codes, values, folded: values, numbers: Float64Array.from(values, Number) }
}

/** Two values with more rows than are told apart at first, and 40,000 with few. */
const homeworld = someColumn(40_002, (row) => {
  if (row < 100_000) return 40_001
  return row < 200_001 ? 7 : row % 40_000
})
const eyeColor = someColumn(10, (row) => (row >> 3) % 10)
const table = {
  rowCount: ROWS,
  columns: { homeworld, eye_color: eyeColor },
  byteSize: 0,
} as unknown as ColumnTable

function countPlainly(columns: Column[]): [string, number][] {
  const counts = new Map<string, number>()
  for (let row = 0; row < ROWS; row += 1) {
    const key = columns.map(({ codes, values }) => values[codes[row] as number]).join()
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
}

test.each<[DatasetColumn[], Column[]]>([
  [['homeworld'], [homeworld]],
  [
    ['eye_color', 'homeworld'],
    [eyeColor, homeworld],
  ],
])('of tens of thousands of combinations by %j, any page has the largest in order', async (columns, each) => {
  const all = countPlainly(each)
  const byCount = [{ column: 'count' as const, descending: true }]
  for (const offset of [0, 3, 30_000, all.length - 2, all.length]) {
    const sort = offset % 2 === 0 ? byCount : []
    const query = { columns, limit: 5, offset, sort, filters: [], q: '' }
    const page = await countTableValues(table, query, NO_FILE)
    expect(page?.totalGroups).toBe(all.length)
    expect(page?.counts.map(({ values, count }) => [values.join(), count])).toEqual(
      all.slice(offset, offset + 5),
    )
  }
})

test('so many are left to DuckDB where another order would have to compare them', async () => {
  const sort = [{ column: 'homeworld' as const, descending: true }]
  const query = { columns: ['homeworld' as const], limit: 5, offset: 0, sort, filters: [], q: '' }
  expect(await countTableValues(table, query, NO_FILE)).toBeNull()
})
