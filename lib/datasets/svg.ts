/** Writing XML: whatever a value holds, it stays text. */

/** What XML 1.0 cannot hold in any form: control characters, halves of surrogate pairs, non-characters. */
const NO_XML =
  /[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text for between tags and for attributes. */
export function escapeXml(text: string): string {
  return text.replaceAll(NO_XML, '\ufffd').replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** An element; attributes are escaped, `children` are markup already. */
export function element(
  name: string,
  attributes: Record<string, string | number>,
  ...children: string[]
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
  return `<${name}${written.join('')}>${children.join('')}</${name}>`
}

/** Cut to fit a width, in halves of a square: East Asian characters and pictures are as wide as high. */
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
