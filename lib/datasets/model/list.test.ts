import { parseList, writeList } from '@/lib/datasets/model/list'
import fc from '@/lib/testing/fast-check'

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
  '%j is not a list: its quotation marks are unbalanced',
  (text) => {
    expect(parseList(text)).toBeNull()
  },
)

test('values are quoted only where necessary', () => {
  expect(writeList(['blond', 'brown, grey', 'fair ', '', '5" tall', "d'Qar", 'a b'])).toBe(
    'blond,"brown, grey","fair ","","5"" tall",d\'Qar,a b',
  )
})

test('a list with any values is parsed exactly as it was written', () => {
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

test('a list without quotation marks is split at its commas, with blanks around them dropped', () => {
  const plain = fc.string().map((text) => text.replaceAll('"', ''))
  fc.assert(
    fc.property(plain, (text) => {
      const expected = text.split(',').map((value) => value.replaceAll(/^[ \t]+|[ \t]+$/g, ''))
      expect(parseList(text)).toEqual(text.trim() === '' ? [] : expected)
    }),
  )
})

test('a long list is parsed quickly, wherever its quotation marks are', () => {
  for (const text of ['"'.repeat(20_000), '" '.repeat(20_000), ' '.repeat(40_000), `"${'a""'.repeat(9_000)}`])
    parseList(text)
  expect(parseList(' '.repeat(40_000) + 'a')).toEqual(['a'])
})
