/**
 * Characters that are invisible or easily confused: leading and trailing spaces, no-break spaces, line breaks, zero-width
 * and control characters. Each gets a sign, so that different values never look the same.
 */

/** A part of a text: plain, or one character with the sign shown for it. */
export interface TextPart {
  text: string
  /** What is shown in its place, and its name; null for plain text. */
  sign: Sign | null
}

export interface Sign {
  /** `·` for a space, otherwise a short name: `NBSP`, `LF`, `U+2003`. Empty where the text itself can be seen. */
  short: string
  name: string
}

/** Emoji contain joiners and selectors that belong there. */
const EMOJI = String.raw`\p{Extended_Pictographic}[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0e\ufe0f]*`
/** At the ends, or next to another space. */
const SPACE = String.raw`^ +| +$| {2,}`
const UNSEEN = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\p{NChar}\u2800]|(?! )\p{Zs}`
/** Letters with combining accents; most have a single-character form that looks the same. */
const ACCENTED = String.raw`\P{M}\p{M}+`

const PIECE = new RegExp(`(${EMOJI})|(${SPACE})|(${UNSEEN})|(${ACCENTED})`, 'gu')

/** Text that needs no signs, as most values do not: a shortcut. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/

const NAMES: Record<string, [short: string, name: string]> = {
  ' ': ['·', 'space'],
  '\0': ['NUL', 'null character'],
  '\t': ['TAB', 'tab'],
  '\n': ['LF', 'line feed'],
  '\r': ['CR', 'carriage return'],
  '\u00a0': ['NBSP', 'no-break space'],
  '\u00ad': ['SHY', 'soft hyphen'],
  '\u200b': ['ZWSP', 'zero-width space'],
  '\u200c': ['ZWNJ', 'zero-width non-joiner'],
  '\u200d': ['ZWJ', 'zero-width joiner'],
  '\u2028': ['LS', 'line separator'],
  '\u2029': ['PS', 'paragraph separator'],
  '\ufeff': ['BOM', 'byte order mark'],
}

/** Splits a text into parts, in order; joined, they are the text again. */
export function splitInvisible(text: string): TextPart[] {
  if (PLAIN.test(text)) return text === '' ? [] : [{ text, sign: null }]
  const parts: TextPart[] = []
  let end = 0
  for (const match of text.matchAll(PIECE)) {
    const [piece, , spaces, unseen, accented] = match
    const isComposed = accented !== undefined && accented === accented.normalize('NFC')
    if (isComposed || (spaces ?? unseen ?? accented) === undefined) continue
    if (match.index > end) parts.push({ text: text.slice(end, match.index), sign: null })
    if (spaces === undefined)
      parts.push({ text: piece, sign: accented === undefined ? signOf(piece) : apart(piece) })
    else parts.push(...Array.from(spaces, (space) => ({ text: space, sign: signOf(space) })))
    end = match.index + piece.length
  }
  if (end < text.length) parts.push({ text: text.slice(end), sign: null })
  return parts
}

/** The same as plain text, for titles and charts: `fair·`, `fair[NBSP]`. */
export function showInvisible(text: string): string {
  return splitInvisible(text)
    .map(({ text, sign }) =>
      sign === null || sign.short === '' ? text : sign.short === '·' ? '·' : `[${sign.short}]`,
    )
    .join('')
}

function signOf(character: string): Sign {
  const code = codeOf(character)
  const [short, name] = NAMES[character] ?? [code, code]
  return { short, name }
}

/** A letter and a combining accent, which are usually a single character. */
function apart(letter: string): Sign {
  return { short: '', name: `written as ${Array.from(letter, codeOf).join(' and ')}` }
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
