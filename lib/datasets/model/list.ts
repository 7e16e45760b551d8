/**
 * Lists of values in a URL, `hair_color__in=blond,"brown, grey"`: written like a line of CSV, so that they
 * can contain any value. Safe to import from client components.
 */

/** A quoted or plain value, then a comma or the end. Quotation marks inside a quoted value are doubled. */
const ITEM = /[ \t]*(?:"((?:[^"]|"")*)"[ \t]*|((?![ \t]*")[^,]*))(,|$)/y

/**
 * Parses a list of values. Blanks around a value are dropped unless quoted. An empty string is an empty list;
 * an empty value is `""`, or nothing between two commas.
 * @returns null when a quotation mark is not closed, or a closing one is followed by something else
 */
export function parseList(text: string): string[] | null {
  if (trimBlanks(text) === '') return []
  const values: string[] = []
  ITEM.lastIndex = 0
  for (let end: string | undefined = ','; end === ',';) {
    const match = ITEM.exec(text)
    if (match === null) return null
    const [, quoted, plain = '', separator] = match
    values.push(quoted === undefined ? trimBlanks(plain) : quoted.replaceAll('""', '"'))
    end = separator
  }
  return values
}

/** Writes values so that `parseList` returns them unchanged. Quotes only those that need it. */
export function writeList(values: readonly string[]): string {
  return values.map(writeItem).join(',')
}

function writeItem(value: string): string {
  const needsQuotes = value === '' || /[",]|^[ \t]|[ \t]$/.test(value)
  return needsQuotes ? `"${value.replaceAll('"', '""')}"` : value
}

function trimBlanks(text: string): string {
  return text.replaceAll(/^[ \t]+|[ \t]+$/g, '')
}
