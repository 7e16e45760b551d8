import { downloadArchive } from './http'
import { startServer, type TestServer } from './server'

let server: TestServer
let id: string

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  id = await downloadArchive(server)
})
afterAll(() => server?.stop())

const readPage = async (address: string): Promise<string> => (await fetch(server.url + address)).text()

test('browsers that ask for /favicon.ico get one', async () => {
  const answer = await fetch(`${server.url}/favicon.ico`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/x-icon'])
  const icon = Buffer.from(await answer.arrayBuffer())
  // An icon of three sizes.
  expect([icon.readUInt16LE(2), icon.readUInt16LE(4)]).toEqual([1, 3])
  expect([icon[6], icon[22], icon[38]]).toEqual([16, 32, 48])
})

test('robots.txt keeps search engines from endless views, and lets previews of links be drawn', async () => {
  const answer = await fetch(`${server.url}/robots.txt`)
  expect(answer.status).toBe(200)
  const [previews = '', everyone = ''] = (await answer.text()).split('\n\n')
  expect(previews).toContain('User-Agent: facebookexternalhit')
  expect(previews).not.toContain('/*?')
  expect(everyone.split('\n')).toEqual([
    'User-Agent: *',
    'Allow: /',
    'Disallow: /*?',
    'Disallow: /api/',
    'Disallow: /datasets/*/rows/',
    'Disallow: /datasets/*/requests',
    'Disallow: /login',
  ])
})

test('a dataset describes itself as structured data, whose files exist', async () => {
  const html = await readPage(`/datasets/${id}?homeworld=Tatooine`)
  const [, text = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? []
  const facts = JSON.parse(text) as { '@type': string; url: string; distribution: Record<string, string>[] }
  expect(facts['@type']).toBe('Dataset')
  expect(facts.url).toBe(`${server.url}/datasets/${id}`)
  expect(facts.distribution.map(({ encodingFormat }) => encodingFormat)).toEqual([
    'text/csv',
    'application/vnd.apache.parquet',
    'application/json',
  ])
  for (const { contentUrl = '', encodingFormat = '' } of facts.distribution) {
    const answer = await fetch(contentUrl)
    expect({ contentUrl, status: answer.status }).toEqual({ contentUrl, status: 200 })
    expect(answer.headers.get('content-type')).toContain(encodingFormat)
  }
})

/** The same view in other formats, by media type, as the head of its page links them. */
async function readAlternates(address: string): Promise<Map<string, string>> {
  const html = await readPage(address)
  const links = [...html.matchAll(/<link rel="alternate" type="([^"]+)" href="([^"]+)"/g)]
  return new Map(links.map(([, type = '', href = '']) => [type, server.url + href.replaceAll('&amp;', '&')]))
}

test.each([
  ['rows', '?homeworld=Tatooine&sort=name', { total: 10, rows: { length: 10 } }, 11],
  ['counts', '/counts?columns=eye_color&homeworld=Tatooine', { totalRows: 10, totalGroups: 4 }, 5],
])('a view of %s links to the same as JSON and CSV', async (_what, view, json, lines) => {
  const hrefs = await readAlternates(`/datasets/${id}${view}`)
  expect([...hrefs.keys()]).toEqual(['application/json', 'text/csv'])
  const answer = await fetch(hrefs.get('application/json') ?? '')
  expect(await answer.json()).toMatchObject(json)
  const csv = await (await fetch(hrefs.get('text/csv') ?? '')).text()
  expect(csv.trim().split('\n')).toHaveLength(lines)
})
