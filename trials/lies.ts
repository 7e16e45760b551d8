/** What a source may say that is well-formed and wrong. Each changes the records or the envelope of one list. */

type Item = Record<string, unknown>

interface List {
  envelope: Item
  items: Item[]
}

/** Changes a list in place. `items` are the records themselves, in whatever shape they came. */
type Lie = (list: List) => void

const first =
  (change: (item: Item) => void): Lie =>
  ({ items }) =>
    void (items[0] && change(items[0]))

const counts =
  (change: (count: number) => unknown): Lie =>
  ({ envelope }) => {
    for (const name of ['count', 'total_records'])
      if (typeof envelope[name] === 'number') envelope[name] = change(envelope[name])
  }

/** Stands for a value that is nested deeper than JSON.stringify can go. */
const DEEP = '"@deep"'
const deep = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)

export const LIES: Record<string, Lie> = {
  'one more declared': counts((count) => count + 1),
  'one fewer declared': counts((count) => count - 1),
  'none declared': counts(() => 0),
  'a negative count': counts(() => -1),
  'a count in words': counts(String),
  'a billion declared': counts(() => 1_000_000_000),
  'a row twice': ({ items }) => void (items[0] && items.push(items[0])),
  'a row of another page': first((item) => Object.assign(item, { url: 'http://127.0.0.1/api/people/60/' })),
  'a cyclic next': ({ envelope }) => void ('next' in envelope && (envelope.next = '/api/people/?page=1')),
  'no next': ({ envelope }) => void ('next' in envelope && (envelope.next = null)),
  'a field missing': first((item) => delete item.name),
  'more fields': first((item) => Object.assign(item, { extra: { deep: [1, 2, null] }, id: 'x' })),
  'a deep field': first((item) => Object.assign(item, { extra: '@deep' })),
  'a number for a text': first((item) => Object.assign(item, { name: 7 })),
  'null for a text': first((item) => Object.assign(item, { name: null })),
  'a list for a text': first((item) => Object.assign(item, { name: ['x'] })),
  'no date': first((item) => Object.assign(item, { edited: 'yesterday' })),
  'no number in the url': first((item) => Object.assign(item, { url: 'http://127.0.0.1/api/people/x/' })),
  'half a character': first((item) => Object.assign(item, { name: 'x\ud800' })),
  'a NUL in a name': first((item) => Object.assign(item, { name: 'x\0' })),
  __proto__: first((item) =>
    Object.defineProperty(item, '__proto__', { value: { name: 'x' }, enumerable: true }),
  ),
  'null for a row': ({ items }) => void (items.length > 0 && items.splice(0, 1, null as unknown as Item)),
}

/** Lies that only a source which declares a count can be caught in: an array proves nothing but itself. */
const CAUGHT_BY_COUNT: Record<string, Lie> = {
  'a row missing': ({ items }) => void items.shift(),
}

export const LIES_TO_COUNTERS: Record<string, Lie> = { ...LIES, ...CAUGHT_BY_COUNT }

/** The body with the lie in it. */
export function tellLie(lie: Lie, body: string): string {
  return changeBody(lie, body).replace(DEEP, deep)
}

function changeBody(lie: Lie, body: string): string {
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
