import { withConnection } from '@/lib/duckdb/lanes'
import { streamTextRows } from '@/lib/duckdb/streams/text-rows'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'

setUpTemporaryApp()

async function read(columns: string[], from: string, longest?: number): Promise<string[][]> {
  return withConnection('work', async (connection) => {
    const read: string[][] = []
    for await (const rows of streamTextRows(connection, columns, from, longest)) read.push(...rows)
    return read
  })
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

test('values of any kind arrive as they are', async () => {
  const special = fc.constantFrom(
    '',
    ' ',
    '"',
    '\\',
    '\n',
    '\r\n',
    '\u0001\u001f\u007f',
    '\u2028',
    '],[',
    'null',
  )
  const value = fc
    .oneof(special, fc.string({ unit: 'binary', maxLength: 30 }))
    .filter((text) => !text.includes('\0'))
  const row = fc.tuple(value, value, value)
  const rows = fc.array(row, { minLength: 1, maxLength: 40 })
  // Short rows come as JSON, long ones as values.
  const longest = fc.constantFrom(100, 100_000, undefined)
  await fc.assert(
    fc.asyncProperty(rows, longest, async (rows, longest) => {
      const values = rows.map((cells, index) => `(${index}, ${cells.map(quote).join(', ')})`)
      const from = `(VALUES ${values.join(', ')}) AS t(place, a, b, c) ORDER BY place`
      expect(await read(['c', 'a', 'b'], from, longest)).toEqual(rows.map(([a, b, c]) => [c, a, b]))
    }),
  )
})

test('a table without rows has none', async () => {
  expect(await read(['a'], `(SELECT 'x' AS a WHERE false)`, 100)).toEqual([])
  expect(await read(['a'], `(SELECT 'x' AS a WHERE false)`)).toEqual([])
})

test('rows that are long are measured, and arrive as they are', async () => {
  const [[first, second] = []] = await read([`repeat('"', 9000)`, `'\uFEFFb'`], 'range(3)')
  expect(first).toBe('"'.repeat(9_000))
  expect(second).toBe('\uFEFFb')
})

test('many rows arrive once each, in order', async () => {
  const rows = await read(['i::VARCHAR', `'x' || i`], 'range(20000) AS t(i) ORDER BY i')
  expect(rows).toEqual(Array.from({ length: 20_000 }, (_, i) => [String(i), `x${i}`]))
})

test('a failure midway throws, although DuckDB ends the stream as if complete', async () => {
  const failing = `CASE WHEN i = 100000 THEN error('boom') ELSE i::VARCHAR END`
  await expect(read([failing], 'range(200000) AS t(i)', 100)).rejects.toThrow(
    'DuckDB stopped in the middle of a result without giving a reason.',
  )
})
