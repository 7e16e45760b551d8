/** Writes XML in which values always stay text. */

/** What XML 1.0 cannot represent in any form: control characters, lone surrogates, noncharacters. */
const NO_XML =
  /[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes text for use between tags and in attributes. */
export function escapeXml(text: string): string {
  return text.replaceAll(NO_XML, '\ufffd').replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** An element; attributes are escaped, `children` must already be markup. */
export function element(
  name: string,
  attributes: Record<string, string | number>,
  ...children: string[]
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
  return `<${name}${written.join('')}>${children.join('')}</${name}>`
}

/** Truncates text to a width in half-width units: East Asian characters and emoji count as two. */
export function fitText(text: string, most: number): string {
  const characters = [...text.replaceAll(/\s+/g, ' ').trim()]
  let width = 0
  const tooMany = characters.findIndex((character) => {
    width += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1
    return width > most
  })
  return tooMany < 0
    ? characters.join('')
    : `${characters
        .slice(0, Math.max(tooMany - 1, 0))
        .join('')
        .trimEnd()}…`
}

/** Breaks text between words into at most `lines` lines of a width; what does not fit is truncated. */
export function wrapText(text: string, most: number, lines: number): string[] {
  const words = text.split(' ')
  const wrapped: string[] = []
  while (words.length > 0 && wrapped.length < lines - 1) {
    let fitting = 1
    while (fitting < words.length && isFitting(words.slice(0, fitting + 1).join(' '), most)) fitting += 1
    wrapped.push(fitText(words.splice(0, fitting).join(' '), most))
  }
  return words.length > 0 ? [...wrapped, fitText(words.join(' '), most)] : wrapped
}

function isFitting(text: string, most: number): boolean {
  return fitText(text, most) === text
}
