import type { Browser, Page } from 'playwright-core'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { ask } from './http'
import { startServer, type TestServer } from './server'

const SENTENCE = 'Holocron was updated. Reload the page.'
/** As long as action ids, but not from this build. */
const OTHER_ID = '40'.padEnd(42, 'f')

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function open(javaScriptEnabled: boolean): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: server.url, javaScriptEnabled })).newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  return page
}

async function countDatasets(): Promise<number> {
  return (JSON.parse((await ask(server, '/api/datasets')).body) as { total: number }).total
}

describe('in a tab from before an upgrade', () => {
  test('a button says that Holocron was updated, and one more click loads the new version', async () => {
    const page = await open(true)
    await page.route('**/*', (route) => {
      const headers = route.request().headers()
      return headers['next-action'] === undefined
        ? route.continue()
        : route.continue({ headers: { ...headers, 'next-action': OTHER_ID } })
    })
    await page.goto('/', { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: 'Download latest' }).click()
    await page.getByRole('heading', { name: SENTENCE }).waitFor()
    await page.getByRole('button', { name: 'Reload' }).click()
    await page.getByRole('button', { name: 'Download latest' }).waitFor()
    expect(await countDatasets()).toBe(0)
    await page.context().close()
  })

  test('so does a control that needs a script that no longer exists', async () => {
    const page = await open(true)
    await page.goto('/', { waitUntil: 'networkidle' })
    await page.route('**/_next/static/chunks/*.js*', (route) => route.fulfill({ status: 404, body: '' }))
    await page.getByRole('button', { name: 'Go to…' }).click()
    await page.getByRole('heading', { name: SENTENCE }).waitFor()
    await page.unroute('**/_next/static/chunks/*.js*')
    await page.getByRole('button', { name: 'Reload' }).click()
    await page.getByRole('button', { name: 'Go to…' }).waitFor()
    await page.context().close()
  })

  test('without JavaScript the response is a page that says so', async () => {
    const page = await open(false)
    await page.route('**/*', (route) => {
      const body = route.request().postData()
      return body === null
        ? route.continue()
        : route.continue({ postData: body.replaceAll(/[\da-f]{42}/g, OTHER_ID) })
    })
    await page.goto('/')
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.getByRole('button', { name: 'Download latest' }).click()
    expect((await answered).status()).toBe(409)
    await page.getByText(SENTENCE).waitFor()
    await page.getByRole('link', { name: 'Reload the page' }).click()
    await page.getByRole('button', { name: 'Download latest' }).waitFor()
    expect(await countDatasets()).toBe(0)
    await page.context().close()
  })
})
