import { foldText, isLabel, readLabel } from '@/lib/datasets/model/label'

test.each([
  ['Before the fix', 'Before the fix'],
  ['  spaces around \n', 'spaces around'],
  ['Padme\u0301', 'Padm\u00e9'],
  ['x'.repeat(80), 'x'.repeat(80)],
  ['🤖'.repeat(80), '🤖'.repeat(80)],
  ['👩‍🚀 <b>', '👩‍🚀 <b>'],
])('%j is kept as %j', (text, label) => {
  expect(readLabel(text)).toEqual({ label, problem: null })
  expect(isLabel(label)).toBe(true)
})

test.each([null, '', '   ', '\n\t'])('%j is no label', (text) => {
  expect(readLabel(text)).toEqual({ label: null, problem: null })
  expect(isLabel(text ?? '')).toBe(false)
})

const ONE_LINE = 'A name is one line of text, without control characters.'

test.each([
  ['x'.repeat(81), 'A name has at most 80 characters; this one has 81.'],
  ['🤖'.repeat(81), 'A name has at most 80 characters; this one has 81.'],
  ['two\nlines', ONE_LINE],
  ['a\0b', ONE_LINE],
  ['a\u2028b', ONE_LINE],
  ['turned \u202e around', ONE_LINE],
  ['half \ud83e a pair', ONE_LINE],
])('%j is refused with a sentence', (text, problem) => {
  expect(readLabel(text)).toEqual({ label: null, problem })
  expect(isLabel(text)).toBe(false)
})

test.each([' a', 'a ', 'Padme\u0301'])('%j is not as a label is kept', (text) => {
  expect(isLabel(text)).toBe(false)
})

test('texts are compared without case and accents', () => {
  expect(foldText('ÉPISODE Padmé 82 · x')).toBe('episode padme 82 · x')
})
