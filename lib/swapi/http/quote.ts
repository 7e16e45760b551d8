/** Any text from a source passes through here before it is kept or shown: one line, short, with nothing hidden. */

/** Enough to recognize a value, in characters. */
const DEFAULT_LENGTH = 80

/**
 * Control characters, line breaks, lone surrogates, characters that reorder a line, and zero-width characters.
 * Joiners stay: emoji and Persian words need them.
 */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u200b\u2060\ufeff]/gu

const SHORT_ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' }

/**
 * Text as part of a sentence: invisible characters become escapes such as `\n` and `\u202e`, and text longer than
 * `maxLength` characters is cut and ends in "…". For reading only: a literal backslash and `n` look the same.
 */
export function excerpt(text: string, maxLength = DEFAULT_LENGTH): string {
  // A character is at most two UTF-16 units, so the rest of a huge text is never read.
  const characters = Array.from(text.slice(0, 2 * maxLength + 2))
  const isCut = characters.length > maxLength
  const shown = isCut ? characters.slice(0, maxLength - 1) : characters
  return shown.join('').replace(INVISIBLE, escape) + (isCut ? '…' : '')
}

/** A JSON value as it appears in a sentence: `"yesterday"`, `172`, `null`, `a list`, `an object`. */
export function quoteValue(value: unknown, maxLength = DEFAULT_LENGTH): string {
  if (typeof value === 'string') return `"${excerpt(value, maxLength)}"`
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

function escape(character: string): string {
  const code = character.charCodeAt(0).toString(16).padStart(4, '0')
  return SHORT_ESCAPES[character] ?? `\\u${code}`
}
