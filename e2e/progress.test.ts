import { launchBrowser, TIMEOUT_MS } from './browser'
import { openStream } from './connections'
import { ask } from './http'
import { startServer, type TestServer } from './server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

const DOWNLOADS = 20
const ASKED_FOR = 1_000
const PLACES = 100

let sources: SwapiServer[]
let server: TestServer
let ids: string[]

beforeAll(async () => {
  // Only the first page is served, so the downloads run as long as the test.
  sources = await Promise.all(
    Array.from({ length: DOWNLOADS }, () =>
      startSwapiServer({ shape: 'paged', intercept: ({ page }) => page !== 1 }),
    ),
  )
  server = await startServer({
    env: { SWAPI_SOURCES: sources.map(({ url }) => url).join(), PROGRESS_STREAMS: String(PLACES) },
  })
  ids = await Promise.all(
    sources.map(async ({ url }) => {
      const { body } = await ask(server, '/api/datasets', {
        method: 'POST',
        body: JSON.stringify({ source: url }),
      })
      return (JSON.parse(body) as { dataset: { id: string } }).dataset.id
    }),
  )
})

afterAll(async () => {
  await server?.stop()
  await Promise.all(sources?.map((source) => source.close()) ?? [])
})

test('a browser navigates freely while twenty downloads run', async () => {
  const browser = await launchBrowser()
  const page = await browser.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  const streams: string[] = []
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource') streams.push(request.url())
  })
  const opened = page.waitForRequest((request) => request.resourceType() === 'eventsource')
  await page.goto(server.url)
  await expect(page.getByRole('progressbar').count()).resolves.toBe(DOWNLOADS)
  // Events bring those as far as they can get that were not there when the page was rendered.
  await page.waitForFunction(
    (count) => document.querySelectorAll('[role=progressbar][aria-valuenow="2"]').length === count,
    DOWNLOADS,
  )
  await opened
  expect(streams).toHaveLength(1)
  for (const id of ids.slice(0, 2)) {
    await page.getByRole('region', { name: 'Running downloads' }).locator(`a[href="/datasets/${id}"]`).click()
    await page.waitForURL(`${server.url}/datasets/${id}`)
    await page.getByRole('progressbar').waitFor()
    await page.goBack()
    await page.waitForURL(`${server.url}/`)
  }
  await browser.close()
})

test('of a thousand concurrent streams, those with room are served, and the others are told what to do', async () => {
  const path = `/api/progress?ids=${ids.join()}`
  const streams = await Promise.all(Array.from({ length: ASKED_FOR }, () => openStream(server, path)))
  const served = streams.filter(({ status }) => status === 200)
  const refused = streams.filter(({ status }) => status === 503)
  expect([served.length, refused.length]).toEqual([PLACES, ASKED_FOR - PLACES])
  await Promise.all(refused.map(({ ended }) => ended))
  expect(new Set(refused.map((stream) => stream.text()))).toEqual(
    new Set([
      '{"error":{"code":"busy","message":"Too many clients are following downloads. Poll with format=json instead."}}',
    ]),
  )
  for (let asked = 0; asked < 20; asked++) {
    const start = performance.now()
    expect((await ask(server, '/api/health')).status).toBe(200)
    expect(performance.now() - start).toBeLessThan(2_000)
  }

  // A page without a stream shows no error, and is still kept up to date.
  const browser = await launchBrowser()
  const page = await browser.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  const states = page.waitForResponse((response) => response.url().endsWith('format=json'))
  await page.goto(`${server.url}/datasets/${ids[0]}`)
  expect((await states).status()).toBe(200)
  const elapsed = page.locator('dd').nth(4)
  const before = await elapsed.textContent()
  await page.waitForFunction((text) => document.querySelectorAll('dd')[4]?.textContent !== text, before)
  await expect(page.getByText('Holocron is restarting').count()).resolves.toBe(0)
  await browser.close()

  for (const stream of served) stream.leave()
  await Promise.all(served.map(({ ended }) => ended))
  for (;;) {
    const again = await openStream(server, path)
    again.leave()
    if (again.status === 200) break
  }
})
