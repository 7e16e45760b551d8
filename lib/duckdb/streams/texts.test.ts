import { withConnection } from '@/lib/duckdb/lanes'
import { streamTexts } from '@/lib/duckdb/streams/texts'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'

setUpTemporaryApp()

/** The texts of a query joined, and how many batches they came in. */
async function readTexts(sql: string, values: string[] = []): Promise<{ text: string; batches: number }> {
  return withConnection('work', async (connection) => {
    const batches: Buffer[] = []
    for await (const batch of streamTexts(connection, sql, values)) batches.push(batch)
    return { text: Buffer.concat(batches).toString(), batches: batches.length }
  })
}

test('short and long texts of any kind arrive in order, byte for byte', async () => {
  // DuckDB keeps texts of up to twelve bytes in a different place from longer ones.
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.integer({ min: 10, max: 15 }).map((length) => 'x'.repeat(length)),
    fc.string({ unit: 'binary', minLength: 10, maxLength: 40 }),
    fc.constantFrom('', '\uFEFFmark', '\0', 'é'.repeat(6), '\u{1f600}'.repeat(300)),
  )
  const check = fc.asyncProperty(fc.array(text, { maxLength: 60 }), async (texts) => {
    const values = texts.map((value, index) => `(${index}, ?)`).join(', ')
    const sql =
      texts.length === 0
        ? `SELECT 'a' WHERE false`
        : `SELECT value FROM (VALUES ${values}) AS t(place, value) ORDER BY place`
    expect((await readTexts(sql, texts)).text).toBe(texts.join(''))
  })
  await fc.assert(check)
})

test('many texts arrive once each, in several batches', async () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => 'x'.repeat(i % 40) + i)
  const { text, batches } = await readTexts(
    `SELECT repeat('x', i % 40) || i FROM range(20000) AS t(i) ORDER BY i`,
  )
  expect(text).toBe(texts.join(''))
  expect(batches).toBeGreaterThan(5)
})

test('a failure midway throws, although DuckDB ends the stream as if complete', async () => {
  const failing = `SELECT CASE WHEN i = 100000 THEN error('boom') ELSE i::VARCHAR END FROM range(200000) AS t(i)`
  await expect(readTexts(failing)).rejects.toThrow(
    'DuckDB stopped in the middle of a result without giving a reason.',
  )
})
