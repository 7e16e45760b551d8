import { launchBrowser, PATIENCE_MS } from './browser'
import { ask, downloadArchive } from './http'
import { startServer, type TestServer } from './server'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
})
afterAll(async () => {
  await server?.stop()
})

/** Bytes, as they are sent. */
const SCRIPTS_AT_MOST = 132_000

test('the scripts that a browser loads with a dataset are small', async () => {
  const id = await downloadArchive(server)
  const browser = await launchBrowser()
  const page = await browser.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(`${server.url}/datasets/${id}`, { waitUntil: 'networkidle' })
  const sizes = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .map(({ encodedBodySize }) => encodedBodySize),
  )
  await browser.close()
  expect(sizes.length).toBeGreaterThan(3)
  expect(Math.min(...sizes)).toBeGreaterThan(0)
  expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(SCRIPTS_AT_MOST)
})

test.each([
  ['script', /src="(\/_next\/static\/[^"]+\.js)"/, 'application/javascript; charset=UTF-8'],
  ['stylesheet', /href="(\/_next\/static\/[^"]+\.css)"/, 'text/css; charset=UTF-8'],
])('a %s is the same in every encoding that one can ask for', async (_, pattern, type) => {
  const address = pattern.exec((await ask(server, '/')).body)?.[1] ?? ''
  const plain = await (
    await fetch(server.url + address, { headers: { 'accept-encoding': 'identity' } })
  ).text()
  const asked: [accepted: string, sent: string | null][] = [
    ['gzip, deflate, br, zstd', 'br'],
    ['br', 'br'],
    ['br;q=0.5,gzip', 'br'],
    ['gzip, br;q=1.0', 'br'],
    ['gzip, deflate', 'gzip'],
    ['gzip, br;q=0', 'gzip'],
    ['br;q=0.000, gzip', 'gzip'],
    ['gzip, brotli', 'gzip'],
    ['identity', null],
  ]
  for (const [accepted, sent] of asked) {
    const answer = await fetch(server.url + address, { headers: { 'accept-encoding': accepted } })
    expect({ accepted, sent: answer.headers.get('content-encoding') }).toEqual({ accepted, sent })
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('vary')).toBe('Accept-Encoding')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    // fetch() has taken the encoding away.
    expect((await answer.text()) === plain).toBe(true)
  }
})
