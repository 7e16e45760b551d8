import { findDifferingIds, type Fingerprints } from '@/lib/datasets/compare/segments'

/** Segments of ten ids each; `name` and `date` have the same prints unless given. */
function fingerprints(
  rows: Record<number, number>,
  prints: Record<number, { swapi_id?: bigint; name?: bigint; date?: bigint }> = {},
  width = 10,
): Fingerprints {
  return {
    width,
    segments: new Map(
      Object.entries(rows).map(([number, count]) => {
        const own = { swapi_id: 1n, name: 2n, date: 3n, ...prints[Number(number)] }
        const columns = ['swapi_id', 'name', 'date'] as const
        return [Number(number), { rows: count, prints: new Map(columns.map((one) => [one, own[one]])) }]
      }),
    ),
  }
}

test('nothing is read of datasets whose segments are all equal', () => {
  expect(findDifferingIds(fingerprints({ 0: 10, 7: 3 }), fingerprints({ 7: 3, 0: 10 }), ['name'])).toEqual([])
})

test('only a segment with a difference is read, and not for a column that is left out', () => {
  const [before, after] = [fingerprints({ 0: 9, 1: 9 }), fingerprints({ 0: 9, 1: 9 }, { 1: { date: 4n } })]
  expect(findDifferingIds(before, after, ['name', 'date'])).toEqual([{ first: 10, end: 20 }])
  expect(findDifferingIds(before, after, ['name'])).toEqual([])
})

test('ids count even if no column does, and so does the number of rows', () => {
  const before = fingerprints({ 0: 9 })
  expect(findDifferingIds(before, fingerprints({ 0: 9 }, { 0: { swapi_id: 5n } }), [])).toHaveLength(1)
  expect(findDifferingIds(before, fingerprints({ 0: 8 }), [])).toHaveLength(1)
})

test('a segment that only one of them has is read, and so is all of one if the other has nothing', () => {
  expect(findDifferingIds(fingerprints({ 0: 9 }), fingerprints({ 0: 9, 3: 1 }), [])).toEqual([
    { first: 30, end: 40 },
  ])
  expect(findDifferingIds(fingerprints({}), fingerprints({ 2: 9 }), [])).toEqual([{ first: 20, end: 30 }])
})

test('a piece has as many rows as fit, with equal segments between, and is never without a difference', () => {
  const counts = { 0: 10, 1: 10, 2: 10, 3: 10, 4: 10, 9: 50 }
  const edits = Object.fromEntries([0, 2, 3, 9].map((number) => [number, { name: 9n }]))
  const ranges = (rowsAtOnce: number) =>
    findDifferingIds(fingerprints(counts), fingerprints(counts, edits), ['name'], rowsAtOnce)
  expect(ranges(30)).toEqual([
    { first: 0, end: 30 },
    { first: 30, end: 40 },
    { first: 90, end: 100 },
  ])
  expect(ranges(1)).toHaveLength(4)
  expect(ranges(1_000)).toEqual([{ first: 0, end: 100 }])
})

test('segments of different widths are compared as the wider ones', () => {
  const wide = (name: bigint): Fingerprints =>
    fingerprints({ 0: 15, 1: 4 }, { 0: { swapi_id: 0n, name, date: 0n }, 1: { name: 7n } }, 20)
  const narrow = fingerprints({ 0: 9, 1: 6, 2: 4 }, { 0: { name: 6n }, 1: { name: 5n }, 2: { name: 7n } })
  expect(findDifferingIds(narrow, wide(3n), ['name', 'date'])).toEqual([])
  expect(findDifferingIds(wide(4n), narrow, ['name', 'date'])).toEqual([{ first: 0, end: 20 }])
})
