/** Downloads that bring nothing new, as a visitor sees them. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { ask } from './http'
import { startServer, type TestServer } from './server'

const PHONE = { viewport: { width: 320, height: 700 }, hasTouch: true }
const LOOKS: [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light', viewport: { width: 1280, height: 800 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 1280, height: 800 } }],
  ['on a small phone', PHONE],
]

let server: TestServer
let browser: Browser
/** The first download, which is a dataset. */
let first: string
/** The second one, which brings nothing new. */
let unchanged: string

beforeAll(async () => {
  // The first source never answers, so that there is most to say about each download.
  server = await startServer({ env: { SWAPI_SOURCES: 'http://127.0.0.1:9/api,archive' } })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const opened: Page[] = []
afterEach(() => Promise.all(opened.splice(0).map((page) => page.context().close())))

async function visit(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: server.url, ...options })).newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  opened.push(page)
  await page.goto(address)
  return page
}

interface Listed {
  id: string
  status: string
  sameAs: string | null
}

/** Newest first. */
async function list(): Promise<Listed[]> {
  return (JSON.parse((await ask(server, '/api/datasets')).body) as { datasets: Listed[] }).datasets
}

const news = (page: Page) => page.getByText(/^Nothing has changed since \d+ \w{3} \d{4}, \d\d:\d\d UTC\./)
const entries = (page: Page) => page.getByRole('table', { name: 'Datasets' }).locator('tbody tr')

describe('the second click on “Download latest”', () => {
  test('says that nothing has changed since the first, which the list says was checked', async () => {
    const page = await visit('/')
    const button = page.getByRole('button', { name: 'Download latest' })
    await button.click()
    await page.getByText('Ready', { exact: true }).waitFor()
    expect(await news(page).count()).toBe(0)
    await button.click()
    await news(page).waitFor()
    const datasets = await list()
    ;[unchanged = '', first = ''] = datasets.map(({ id }) => id)
    expect(datasets).toMatchObject([{ status: 'unchanged', sameAs: first }, { status: 'ready' }])
    expect(await entries(page).count()).toBe(1)
    await page.getByRole('link', { name: 'Checked 1 time, last change just now' }).waitFor()
    expect(await page.getByText('1 dataset', { exact: true }).count()).toBe(1)
    expect(await findFaults(page)).toEqual([])
    await page.getByRole('link', { name: 'Open it' }).click()
    await page.waitForURL(`${server.url}/datasets/${first}`)
    await page.getByText(/^Last checked \d+ \w{3} \d{4}, \d\d:\d\d · people-/).waitFor()
  })

  test.each([true, false])(
    'is listed for itself when it is unfolded (with JavaScript: %s)',
    async (javaScriptEnabled) => {
      const page = await visit('/', { javaScriptEnabled })
      await page.getByRole('link', { name: /^Checked 1 time/ }).click()
      await page.getByText('Unchanged', { exact: true }).waitFor()
      expect(await entries(page).count()).toBe(2)
      await page.getByRole('link', { name: /^Download · / }).click()
      await page.waitForURL(`${server.url}/datasets/${unchanged}`)
      await page.getByRole('heading', { name: 'Nothing has changed.' }).waitFor()
      await page.getByRole('link', { name: /^82 characters · / }).click()
      await page.getByRole('row', { name: /Luke Skywalker/ }).waitFor()
    },
  )
})

describe('the page of an unchanged download', () => {
  test.each(LOOKS)('is accessible and fits (%s)', async (_look, options) => {
    for (const address of [`/datasets/${unchanged}`, '/', `/?unfold=${first}`, `/datasets/${first}`]) {
      const page = await visit(address, options)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
      expect([address, await findFaults(page)]).toEqual([address, []])
    }
  })

  test('leads there from the pages that it does not have', async () => {
    for (const view of ['counts', 'compare', 'rows/1']) {
      const page = await visit(`/datasets/${unchanged}/${view}`)
      expect(new URL(page.url()).pathname).toBe(`/datasets/${unchanged}`)
    }
    const page = await visit(`/datasets/${unchanged}/receipt`)
    await page.getByText(/^1:[\da-f]{64}$/).waitFor()
  })

  test('“Keep anyway” downloads once more, and makes a dataset, without JavaScript too', async () => {
    const page = await visit(`/datasets/${unchanged}`, { javaScriptEnabled: false })
    await page.getByRole('button', { name: 'Keep anyway' }).click()
    await page.goto(`/datasets/${unchanged}`)
    await page.getByRole('row', { name: /Luke Skywalker/ }).waitFor()
    expect(await list()).toMatchObject([
      { id: unchanged, status: 'ready', sameAs: null },
      { id: first, status: 'ready' },
    ])
    await page.getByRole('link', { name: 'Receipt', exact: true }).click()
    await page.getByText(/^Attempt 1 \(.*\) brought nothing new\.$/).waitFor()
  })

  test('“Keep anyway” on the dashboard does the same', async () => {
    const page = await visit('/')
    await page.getByRole('button', { name: 'Download latest' }).click()
    await news(page).waitFor()
    await page.getByRole('button', { name: 'Keep anyway' }).click()
    await news(page).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: /^Same as .*, 2 times$/ }).waitFor()
    expect((await list()).map(({ status }) => status)).toEqual(['ready', 'ready', 'ready'])
  })

  test('says so when the dataset that it equals has been deleted', async () => {
    const page = await visit('/')
    await page.getByRole('button', { name: 'Download latest' }).click()
    await news(page).waitFor()
    const [check] = await list()
    expect((await ask(server, `/api/datasets/${check?.sameAs}`, { method: 'DELETE' })).status).toBe(204)
    await page.goto(`/datasets/${check?.id}`)
    await page
      .getByText(/^All 82 characters were the same as in a dataset that has been deleted since/)
      .waitFor()
    expect(await findFaults(page)).toEqual([])
    await page.goto('/')
    expect(await news(page).count()).toBe(0)
    expect(await entries(page).first().innerText()).toMatch(/Download · .*\n+Unchanged/)
  })
})
