import fc from 'fast-check'
import { parseList, writeList } from '@/lib/datasets/view/list'

test.each([
  ['blond', ['blond']],
  ['blond,brown', ['blond', 'brown']],
  ['blond, brown', ['blond', 'brown']],
  [' blond ,\tbrown ', ['blond', 'brown']],
  ['blond,"brown, grey"', ['blond', 'brown, grey']],
  ['"brown, grey" , blond', ['brown, grey', 'blond']],
  ['"fair "," fair"', ['fair ', ' fair']],
  ['fair\u00a0', ['fair\u00a0']],
  ['"say ""no"""', ['say "no"']],
  ['5" tall', ['5" tall']],
  ['"a\nb"', ['a\nb']],
  ['""', ['']],
  ['a,', ['a', '']],
  ['a,,b', ['a', '', 'b']],
  [',', ['', '']],
  ['', []],
  ['  ', []],
])('%j is the list %j', (text, values) => {
  expect(parseList(text)).toEqual(values)
})

test.each(['"blond', ' "blond', 'a,"b', '"', '"""', '"a"b', '"a" b,c', 'a,"b"c"'])(
  '%j is no list: its quotation marks do not fit',
  (text) => {
    expect(parseList(text)).toBeNull()
  },
)

test('values are quoted only where they must be', () => {
  expect(writeList(['blond', 'brown, grey', 'fair ', '', '5" tall', "d'Qar", 'a b'])).toBe(
    'blond,"brown, grey","fair ","","5"" tall",d\'Qar,a b',
  )
})

test('a list is read back exactly as it was written, whatever its values', () => {
  const piece = fc.constantFrom(',', '"', ' ', '\t', '\n', '\r', '\u00a0', 'a', 'brown, grey', '%2C', '+')
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('')),
  )
  fc.assert(
    fc.property(fc.array(value), (values) => {
      expect(parseList(writeList(values))).toEqual(values)
    }),
    { numRuns: 2_000 },
  )
})

test('a list without quotation marks means what it always has, but for blanks around commas', () => {
  const plain = fc.string().map((text) => text.replaceAll('"', ''))
  fc.assert(
    fc.property(plain, (text) => {
      const expected = text.split(',').map((value) => value.replaceAll(/^[ \t]+|[ \t]+$/g, ''))
      expect(parseList(text)).toEqual(text.trim() === '' ? [] : expected)
    }),
  )
})

test('a long list is read at once, however its quotation marks stand', () => {
  for (const text of ['"'.repeat(20_000), '" '.repeat(20_000), ' '.repeat(40_000), `"${'a""'.repeat(9_000)}`])
    parseList(text)
  expect(parseList(' '.repeat(40_000) + 'a')).toEqual(['a'])
})
