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
