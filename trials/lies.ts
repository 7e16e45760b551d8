/** Well-formed but wrong responses of a source. Each changes the records or the envelope of one list. */

type Item = Record<string, unknown>

interface List {
  envelope: Item
  items: Item[]
}

/** Changes a list in place. `items` are the records themselves, whatever the shape of the response. */
type Corruption = (list: List) => void

const first =
  (change: (item: Item) => void): Corruption =>
  ({ items }) =>
    void (items[0] && change(items[0]))

const counts =
  (change: (count: number) => unknown): Corruption =>
  ({ envelope }) => {
    for (const name of ['count', 'total_records'])
      if (typeof envelope[name] === 'number') envelope[name] = change(envelope[name])
  }

/** Placeholder for a value nested too deeply for JSON.stringify. */
const DEEP = '"@deep"'
const deep = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)

export const CORRUPTIONS: Record<string, Corruption> = {
  'one more declared': counts((count) => count + 1),
  'one fewer declared': counts((count) => count - 1),
  'none declared': counts(() => 0),
  'a negative count': counts(() => -1),
  'a count as a string': counts(String),
  'a billion declared': counts(() => 1_000_000_000),
  'a row twice': ({ items }) => void (items[0] && items.push(items[0])),
  'a row of another page': first((item) => Object.assign(item, { url: 'http://127.0.0.1/api/people/60/' })),
  'a cyclic next': ({ envelope }) => void ('next' in envelope && (envelope.next = '/api/people/?page=1')),
  'no next': ({ envelope }) => void ('next' in envelope && (envelope.next = null)),
  'a field missing': first((item) => delete item.name),
  'more fields': first((item) => Object.assign(item, { extra: { deep: [1, 2, null] }, id: 'x' })),
  'a deep field': first((item) => Object.assign(item, { extra: '@deep' })),
  'a number instead of text': first((item) => Object.assign(item, { name: 7 })),
  'null instead of text': first((item) => Object.assign(item, { name: null })),
  'a list instead of text': first((item) => Object.assign(item, { name: ['x'] })),
  'no date': first((item) => Object.assign(item, { edited: 'yesterday' })),
  'no number in the url': first((item) => Object.assign(item, { url: 'http://127.0.0.1/api/people/x/' })),
  'half a character': first((item) => Object.assign(item, { name: 'x\ud800' })),
  'a NUL in a name': first((item) => Object.assign(item, { name: 'x\0' })),
  __proto__: first((item) =>
    Object.defineProperty(item, '__proto__', { value: { name: 'x' }, enumerable: true }),
  ),
  'null instead of a row': ({ items }) =>
    void (items.length > 0 && items.splice(0, 1, null as unknown as Item)),
}

/** Lies that can only be detected in a source that declares a count: an array declares none. */
const CAUGHT_BY_COUNT: Record<string, Corruption> = {
  'a row missing': ({ items }) => void items.shift(),
}

export const CORRUPTIONS_OF_COUNTED: Record<string, Corruption> = { ...CORRUPTIONS, ...CAUGHT_BY_COUNT }

/** The body with the lie applied. */
export function corrupt(lie: Corruption, body: string): string {
  return changeBody(lie, body).replace(DEEP, deep)
}

function changeBody(lie: Corruption, body: string): string {
  const parsed = JSON.parse(body) as Item | Item[]
  if (Array.isArray(parsed)) {
    lie({ envelope: {}, items: parsed })
    return JSON.stringify(parsed)
  }
  const results = parsed.results as Item[] | undefined
  if (results === undefined) return body
  const wrapped = results.every((item) => 'properties' in item)
  const items = wrapped ? results.map((item) => item.properties as Item) : results
  lie({ envelope: parsed, items })
  parsed.results = wrapped
    ? items.map((properties, index) => ({ uid: results[index]?.uid ?? '1', properties }))
    : items
  return JSON.stringify(parsed)
}
