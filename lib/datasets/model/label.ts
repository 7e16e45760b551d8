/** The label of a dataset: a name given by people. Safe to import from client components. */

/** In characters, as people count them, not in UTF-16 units. */
export const MAX_LABEL_LENGTH = 80

/** Line breaks and other control characters, and those that turn the direction of the text around them. */
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/** A label as it is kept, or why it is refused, as a sentence. */
export type ReadLabel = { label: string | null; problem: null } | { label: null; problem: string }

/** Reads what somebody typed. Spaces around it are dropped, and with nothing left there is no label. */
export function readLabel(text: string | null): ReadLabel {
  const label = (text ?? '').trim().normalize('NFC')
  if (label === '') return { label: null, problem: null }
  if (!isLabel(label)) return { label: null, problem: problemOf(label) }
  return { label, problem: null }
}

/** True for exactly what `readLabel` returns as a label. */
export function isLabel(text: string): boolean {
  return text !== '' && text === text.trim() && text === text.normalize('NFC') && problemOf(text) === ''
}

function problemOf(label: string): string {
  const length = Array.from(label).length
  if (length > MAX_LABEL_LENGTH)
    return `A name has at most ${MAX_LABEL_LENGTH} characters; this one has ${length}.`
  if (FORBIDDEN.test(label) || !isWellFormed(label))
    return 'A name is one line of text, without control characters.'
  return ''
}

/** Half a surrogate pair cannot be stored as UTF-8. */
export function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text)
}

/** A text for comparison, the same whatever its case and accents: "Padmé" → "padme". */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
