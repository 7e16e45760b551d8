import { showInvisible, splitInvisible } from '@/lib/format/invisible'
import fc from '@/lib/testing/fast-check'

test.each([
  ['fair', 'fair'],
  ['brown, grey', 'brown, grey'],
  ['fair ', 'fair·'],
  [' fair', '·fair'],
  ['a  b', 'a··b'],
  [' ', '·'],
  ['fair\u00a0', 'fair[NBSP]'],
  ['tab\there', 'tab[TAB]here'],
  ['line\nbreak', 'line[LF]break'],
  ['both\r\nx', 'both[CR][LF]x'],
  ['zero\u200bwidth', 'zero[ZWSP]width'],
  ['\ufefffair', '[BOM]fair'],
  ['\u202eevil', '[U+202E]evil'],
  ['bell\u0007x', 'bell[U+0007]x'],
  ['em\u2003space', 'em[U+2003]space'],
  ['\u2028sep', '[LS]sep'],
  ['\ufffe bad', '[U+FFFE] bad'],
  ['blank\u3164', 'blank[U+3164]'],
  ['\u{e0041}', '[U+E0041]'],
  ['Padm\u00e9', 'Padm\u00e9'],
  ['Padme\u0301', 'Padme\u0301'],
  ['', ''],
])('%j is shown as %j', (text, shown) => {
  expect(showInvisible(text)).toBe(shown)
})

test('each sign has a name', () => {
  expect(splitInvisible('fair\u00a0 ')).toEqual([
    { text: 'fair', sign: null },
    { text: '\u00a0', sign: { short: 'NBSP', name: 'no-break space' } },
    { text: ' ', sign: { short: '·', name: 'space' } },
  ])
})

test('a combining accent is distinguished from a precomposed letter', () => {
  expect(splitInvisible('Padm\u00e9 x')).toEqual([{ text: 'Padm\u00e9 x', sign: null }])
  expect(splitInvisible('Padme\u0301')).toEqual([
    { text: 'Padm', sign: null },
    { text: 'e\u0301', sign: { short: '', name: 'written as U+0065 and U+0301' } },
  ])
  // There is no other way to write these.
  expect(splitInvisible('\u0915\u093f')).toEqual([{ text: '\u0915\u093f', sign: null }])
})

test.each(['\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', '\u2764\ufe0f', '\u{1f44d}\u{1f3fd}'])(
  'the joiners inside %s are left alone',
  (emoji) => {
    expect(splitInvisible(emoji)).toEqual([{ text: emoji, sign: null }])
  },
)

test('the parts of a text add up to it, and texts that differ in spaces never look the same', () => {
  const piece = fc.constantFrom('a', ' ', '\u00a0', '\t', '\n', '\r', '\u200b', '\u2003', 'e\u0301', '\u00e9')
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
  )
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(
        splitInvisible(one)
          .map((part) => part.text)
          .join(''),
      ).toBe(one)
      if (one !== other && !/[·[]/.test(one + other))
        expect(showInvisible(one)).not.toBe(showInvisible(other))
    }),
    { numRuns: 2_000 },
  )
})
