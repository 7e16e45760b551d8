/** The note on a dataset: what people wrote about it. Safe to import from client components. */
import { isWellFormed } from '@/lib/datasets/model/label'

/** In characters, as people count them, not in UTF-16 units. */
export const MAX_NOTE_LENGTH = 1_000

/** Control characters except line breaks and tabs, and those that turn the direction of the text around them. */
const FORBIDDEN = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/** A note as it is kept, or why it is refused, as a sentence. */
export type ReadNote = { note: string | null; problem: null } | { note: null; problem: string }

/** Reads what somebody typed, on any number of lines. Blanks around it are dropped; with nothing left there is no note. */
export function readNote(text: string | null): ReadNote {
  const note = clean(text ?? '')
  if (note === '') return { note: null, problem: null }
  const problem = problemOf(note)
  return problem === '' ? { note, problem: null } : { note: null, problem }
}

/** True for exactly what `readNote` returns as a note. */
export function isNote(text: string): boolean {
  return text !== '' && text === clean(text) && problemOf(text) === ''
}

function clean(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').trim().normalize('NFC')
}

function problemOf(note: string): string {
  const length = Array.from(note).length
  if (length > MAX_NOTE_LENGTH)
    return `A note has at most ${MAX_NOTE_LENGTH} characters; this one has ${length}.`
  if (FORBIDDEN.test(note) || !isWellFormed(note)) return 'A note is plain text, without control characters.'
  return ''
}
