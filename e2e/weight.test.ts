import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { buildBarePage, scriptFile } from './bare-page'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { ask, downloadArchive } from './http'
import { startServer, type TestServer } from './server'

let server: TestServer
let browser: Browser
let id: string

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  browser = await launchBrowser()
  id = await downloadArchive(server)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** In bytes, as gzip: what a page's scripts may add to those of an empty page of the same framework. */
const OWN_SCRIPTS_AT_MOST = 30_000

test('the scripts of a page are few beyond those of a bare page', async () => {
  const bare = weigh(buildBarePage())
  expect(bare).toBeGreaterThan(100_000)
  const addresses = ['/', `/datasets/${id}`, `/datasets/${id}/counts?columns=homeworld`, '/api-docs']
  for (const address of addresses) {
    const own = weigh(await listLoadedScripts(address)) - bare
    expect({ address, own, isFew: own <= OWN_SCRIPTS_AT_MOST }).toEqual({ address, own, isFew: true })
    expect(own).toBeGreaterThan(0)
  }
})

/** The files of the scripts that a browser has loaded once a page is at rest. */
async function listLoadedScripts(address: string): Promise<string[]> {
  const page = await browser.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  await page.goto(server.url + address, { waitUntil: 'networkidle' })
  const names = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  await page.close()
  const scripts = names.map((name) => new URL(name).pathname).filter((name) => name.endsWith('.js'))
  return [...new Set(scripts)].map((script) => scriptFile('.next', script))
}

function weigh(files: string[]): number {
  return files.reduce((total, file) => total + gzipSync(readFileSync(file)).length, 0)
}

test.each([
  ['script', /src="(\/_next\/static\/[^"]+\.js[^"]*)"/, 'application/javascript; charset=UTF-8'],
  ['stylesheet', /href="(\/_next\/static\/[^"]+\.css[^"]*)"/, 'text/css; charset=UTF-8'],
])('a %s is the same in every encoding that clients can request', async (_, pattern, type) => {
  const address = pattern.exec((await ask(server, '/')).body)?.[1] ?? ''
  const plain = await (
    await fetch(server.url + address, { headers: { 'accept-encoding': 'identity' } })
  ).text()
  const asked: [accepted: string, sent: string | null][] = [
    ['gzip, deflate, br, zstd', 'br'],
    ['br', 'br'],
    ['gzip, br;q=1.0', 'br'],
    ['br;q=0.5,gzip', 'gzip'],
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
    // fetch() has already decoded it.
    expect((await answer.text()) === plain).toBe(true)
  }
})
