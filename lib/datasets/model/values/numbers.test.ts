import type { DatasetColumn } from '@/lib/datasets/model/columns'
import { formatColumnNumber, readNumber, writeNumber } from '@/lib/datasets/model/values/numbers'
import { numberSql } from '@/lib/datasets/query/selection-sql'
import { readRowObjects } from '@/lib/duckdb/lanes'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'

setUpTemporaryApp()

/** The values of number-like texts in `mass` and in `birth_year`; null where they are text. */
const TABLE: [text: string, mass: number | null, birthYear: number | null][] = [
  // Plain numbers; a year needs an era.
  ['1', 1, null],
  ['0', 0, null],
  ['-0', -0, null],
  ['007', 7, null],
  ['+5', 5, null],
  ['-5', -5, null],
  ['.5', 0.5, null],
  ['5.', 5, null],
  ['0.1', 0.1, null],
  ['0.10', 0.1, null],
  ['1e3', 1000, null],
  ['1E3', 1000, null],
  ['1e+5', 100_000, null],
  ['1e-400', 0, null],
  // As precise as a double.
  ['9007199254740993', 9007199254740992, null],
  ['9007199254740992', 9007199254740992, null],
  ['123456789012345678901234567890', 1.2345678901234568e29, null],
  // Surrounding ASCII blanks are ignored; other characters are not.
  ['  12 ', 12, null],
  ['\t7', 7, null],
  ['7\n', 7, null],
  ['12\u00a0', null, null],
  ['12\u200b', null, null],
  ['12 345', null, null],
  ['- 5', null, null],
  // Commas must separate groups of three digits.
  ['1,358', 1358, null],
  ['1,234,567', 1_234_567, null],
  ['-1,358.5', -1358.5, null],
  ['78,2', null, null],
  ['76,25', null, null],
  ['0,500', null, null],
  ['1,2,3', null, null],
  ['1,,2', null, null],
  ['1234,567', null, null],
  [',5', null, null],
  ['5,', null, null],
  ['1.358,5', null, null],
  ['1.000.000', null, null],
  // What programs may parse as numbers, but people do not write in a table.
  ['0x1F', null, null],
  ['0b11', null, null],
  ['1_000', null, null],
  ['1d', null, null],
  ['1f', null, null],
  ['Infinity', null, null],
  ['inf', null, null],
  ['-inf', null, null],
  ['NaN', null, null],
  ['nan', null, null],
  ['1e400', null, null],
  // Digits of other scripts, and the typographic minus sign.
  ['\u0661\u0662', null, null],
  ['\uff11\uff12', null, null],
  ['\u22125', null, null],
  // Not quite numbers.
  ['.', null, null],
  ['--5', null, null],
  ['+-5', null, null],
  ['1e', null, null],
  ['e5', null, null],
  ['1e5.5', null, null],
  ['1/2', null, null],
  ['5%', null, null],
  ['$5', null, null],
  ['12kg', null, null],
  // Years: BBY counts down to 0, ABY up from it.
  ['896BBY', null, -896],
  ['41.9BBY', null, -41.9],
  ['19BBY', null, -19],
  ['19 BBY', null, -19],
  [' 19bby\n', null, -19],
  ['1,000BBY', null, -1000],
  ['1e2BBY', null, -100],
  ['0BBY', null, 0],
  ['0ABY', null, 0],
  ['4ABY', null, 4],
  ['10,0BBY', null, null],
  ['-3BBY', null, null],
  ['1e400BBY', null, null],
  ['BBY', null, null],
  ['BBY19', null, null],
  ['BBYBBY5', null, null],
  ['19BBYABY', null, null],
  ['19CBY', null, null],
  // Words.
  ['unknown', null, null],
  ['Unknown', null, null],
  ['n/a', null, null],
  ['none', null, null],
  [' ', null, null],
  ['', null, null],
]

test.each(TABLE)('%j is %p in mass and %p in birth_year', (text, mass, birthYear) => {
  expect([readNumber('mass', text), readNumber('birth_year', text)]).toEqual([mass, birthYear])
})

/** The numbers DuckDB reads, in the order of the texts. */
async function readInDuckDb(column: DatasetColumn, texts: string[]): Promise<unknown[]> {
  const rows = await readRowObjects(
    'slice',
    `SELECT ${numberSql(column, 'text')} AS number
     FROM (SELECT unnest(from_json(?, '["VARCHAR"]')) AS text, generate_subscripts(from_json(?, '["VARCHAR"]'), 1) AS i)
     ORDER BY i`,
    [JSON.stringify(texts), JSON.stringify(texts)],
  )
  return rows.map(({ number }) => number)
}

test.each(['mass', 'birth_year'] as const)('DuckDB reads the same numbers in %s', async (column) => {
  const texts = TABLE.map(([text]) => text)
  expect(await readInDuckDb(column, texts)).toEqual(texts.map((text) => readNumber(column, text)))
})

test('DuckDB and JavaScript agree on anything that looks like a number', async () => {
  const piece = fc.constantFrom(...'0123456789,,..+-eE '.split(''), '000', ',358', 'BBY', 'ABY', '\u00a0')
  const texts = fc.array(
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    { minLength: 200, maxLength: 400 },
  )
  await fc.assert(
    fc.asyncProperty(texts, fc.constantFrom('mass', 'birth_year'), async (some, column) => {
      expect(await readInDuckDb(column, some)).toEqual(some.map((text) => readNumber(column, text)))
    }),
    { numRuns: 20 },
  )
})

test('a number written for a URL is read back as the same number', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((any) => any + 0)
  fc.assert(
    fc.property(number, fc.constantFrom('mass', 'birth_year'), (any, column) => {
      expect(readNumber(column, writeNumber(column, any))).toBe(any)
    }),
  )
})

test('numbers are formatted for people', () => {
  expect(formatColumnNumber('mass', 1358)).toBe('1,358')
  expect(formatColumnNumber('birth_year', -41.9)).toBe('41.9 BBY')
  expect(formatColumnNumber('birth_year', 0)).toBe('0 BBY')
  expect(formatColumnNumber('birth_year', 4)).toBe('4 ABY')
})
