/**
 * Lists of values in an address, `hair_color__in=blond,"brown, grey"`: written like a line of CSV, so that any value can
 * stand in one. Safe to import from client components.
 */

/** A quoted value or a plain one, then a comma or the end. Quotation marks inside a quoted value are doubled. */
const ITEM = /[ \t]*(?:"((?:[^"]|"")*)"[ \t]*|((?![ \t]*")[^,]*))(,|$)/y

/**
 * The values of a list. Blanks around a value do not belong to it unless they are quoted. An empty text is an empty list;
 * an empty value is `""`, or nothing between two commas.
 * @returns null when a quotation mark is not closed, or something comes after the one that closes
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

/** Writes values so that `parseList` gives them back. Only those that need it are quoted. */
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
