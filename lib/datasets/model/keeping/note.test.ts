import { isNote, readNote } from '@/lib/datasets/model/keeping/note'

test.each([
  ['  Why it matters \n', 'Why it matters'],
  ['One\r\nTwo\rThree\n\tFour', 'One\nTwo\nThree\n\tFour'],
  ['e\u0301', 'é'],
  ['x'.repeat(1_000), 'x'.repeat(1_000)],
  ['𝄞'.repeat(1_000), '𝄞'.repeat(1_000)],
])('the text %j becomes the note %j', (text, note) => {
  expect(readNote(text)).toEqual({ note, problem: null })
  expect(isNote(note)).toBe(true)
})

test.each([null, '', ' \r\n\t '])('%j is no note', (text) => {
  expect(readNote(text)).toEqual({ note: null, problem: null })
})

test.each([
  ['x'.repeat(1_001), 'A note has at most 1000 characters; this one has 1001.'],
  ['a\u0000b', 'A note is plain text, without control characters.'],
  ['a\u202eb', 'A note is plain text, without control characters.'],
  ['a\u2028b', 'A note is plain text, without control characters.'],
  ['a\ud800b', 'A note is plain text, without control characters.'],
])('a note that cannot be kept is refused with a sentence', (text, problem) => {
  expect(readNote(text)).toEqual({ note: null, problem })
  expect(isNote(text)).toBe(false)
})
