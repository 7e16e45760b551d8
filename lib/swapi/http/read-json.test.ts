import { JsonError, JsonReader } from '@/lib/swapi/http/read-json'
import fc from '@/lib/testing/fast-check'

/** Longer than what is parsed whole, so that the rest of a document is parsed in parts. */
const PADDING = ' '.repeat(257 * 1024)

async function read(text: string, pick: (record: unknown) => unknown = (record) => record): Promise<unknown> {
  const reader = new JsonReader(pick)
  for (let start = 0; start < text.length; start += 65_536)
    await reader.write(text.slice(start, start + 65_536))
  return reader.end()
}

async function failureOf(text: string): Promise<{ message: string; isPassing: boolean }> {
  const error: unknown = await read(text).catch((reason: unknown) => reason)
  if (!(error instanceof JsonError)) throw new Error('Expected a JsonError', { cause: error })
  return { message: error.message, isPassing: error.isPassing }
}

const NOT_JSON = { message: 'something that is not JSON', isPassing: true }

describe.each([
  ['a small document', ''],
  ['a large document', PADDING],
])('%s', (_size, padding) => {
  test('that is a list returns its records', async () => {
    expect(await read(`${padding}[{"name":"Padmé"},{"name":"R2\\"-D2","n":[1,{"a":null}]},3]`)).toEqual([
      { name: 'Padmé' },
      { name: 'R2"-D2', n: [1, { a: null }] },
      3,
    ])
  })

  test('with an envelope returns it with its records', async () => {
    const text = `{"count":2,${padding}"next":null,"results":[{"name":"Luke"},{"name":"Leia"}]}`
    expect(await read(text)).toEqual({
      count: 2,
      next: null,
      results: [{ name: 'Luke' }, { name: 'Leia' }],
    })
  })

  test('keeps only what is picked from its records', async () => {
    const pick = (record: unknown): unknown => (record as { name: unknown }).name
    expect(await read(`${padding}[{"name":"Luke","films":[1]}]`, pick)).toEqual(['Luke'])
    expect(await read(`{"count":1,${padding}"results":[{"name":"Luke"}]}`, pick)).toEqual({
      count: 1,
      results: ['Luke'],
    })
  })

  test.each(['[1,2', '[1,]', '[1] x', '{"results":[{]}', '["a\nb"]', 'null!', '<html></html>'])(
    'that is %j is rejected',
    async (text) => {
      expect(await failureOf(text.startsWith('<') ? text + padding : padding + text)).toEqual(NOT_JSON)
    },
  )

  test('of records equals what JSON.parse returns, whatever they contain', async () => {
    const record = fc.dictionary(
      fc.string({ unit: 'binary' }),
      fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 20 }), async (records) => {
        const text = padding + JSON.stringify(records)
        const refused = padding !== '' && text.includes('"\uFEFF')
        if (refused) expect((await failureOf(text)).isPassing).toBe(false)
        else expect(await read(text)).toEqual(JSON.parse(text))
      }),
      { numRuns: padding === '' ? 40 : 15 },
    )
  })
})

test('an empty response is reported as such', async () => {
  expect(await failureOf(' \n')).toEqual({ message: 'an empty response', isPassing: true })
})

describe('a document that would take too much memory', () => {
  test.each([
    ['of many tiny records', `[${'{},'.repeat(1_100_000)}{}]`, 'more than 1,000,000 records in one document'],
    [
      'of one endless record',
      `[{"films":[${'{},'.repeat(100_000)}{}]}]`,
      'JSON that is not a list of SWAPI records',
    ],
    [
      'of something other than records',
      `{"junk":[${'[],'.repeat(100_000)}[]]}`,
      'JSON that is not a list of SWAPI records',
    ],
    ['that is nested endlessly', '['.repeat(300_000), 'JSON nested more than 32 levels deep'],
  ])('%s is rejected as soon as that shows', async (_what, text, message) => {
    expect(await failureOf(text)).toEqual({ message, isPassing: false })
  })

  test('with a value that begins with a byte order mark is rejected, since the parser would drop it', async () => {
    const message = 'a value that begins with a byte order mark'
    expect(await failureOf(`${PADDING}["\uFEFFLuke"]`)).toEqual({ message, isPassing: false })
  })
})
