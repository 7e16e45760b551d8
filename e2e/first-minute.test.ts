import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { startServer, type TestServer } from './server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

const NOTICE = 'No live SWAPI answered. These are the bundled facts of December 2014. See whyTry again'
const STARTED = 'Download started. The dataset appears below when it is complete.'

let broken: SwapiServer
let server: TestServer
let browser: Browser
const open: BrowserContext[] = []

beforeAll(async () => {
  broken = await startSwapiServer({
    shape: 'paged',
    delayMs: 300,
    intercept: (_request, response) => Boolean(response.writeHead(404).end()),
  })
  server = await startServer({ env: { SWAPI_SOURCES: `${broken.url},archive` } })
  browser = await launchBrowser()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((context) => context.close()))
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await broken?.close()
})

async function visit(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, ...options })
  open.push(context)
  const page = await context.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  await page.addInitScript(() => {
    addEventListener('click', ({ isTrusted }) => {
      if (isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1
    })
  })
  await page.goto(address)
  return page
}

/** How often the visitor has clicked, on all pages so far. */
const countClicks = (page: Page): Promise<number> => page.evaluate(() => Number(sessionStorage.clicks ?? 0))

/** Downloads from a source, changed or not, waits for its end, and returns the id. */
async function download(source: string): Promise<string> {
  const list = `${server.url}/api/datasets`
  const answer = await fetch(list, { method: 'POST', body: JSON.stringify({ source, keepUnchanged: true }) })
  const { dataset } = (await answer.json()) as { dataset: { id: string } }
  for (;;) {
    const { status } = (await (await fetch(`${list}/${dataset.id}`)).json()) as { status: string }
    if (status === 'ready' || status === 'failed') return dataset.id
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Deletes everything, so that the next download brings something new. */
async function deleteAll(): Promise<void> {
  const list = `${server.url}/api/datasets`
  const { datasets } = (await (await fetch(list)).json()) as { datasets: { id: string }[] }
  for (const { id } of datasets) await fetch(`${list}/${id}`, { method: 'DELETE' })
}

const notice = (page: Page) => page.getByText('No live SWAPI answered.')
const retries = (page: Page) => page.getByRole('button', { name: 'Try again' })

describe('the first download', () => {
  test('takes one click, and its message goes when it is no longer true', async () => {
    const page = await visit('/')
    await page.getByRole('button', { name: 'Download latest' }).click()
    await page.getByText(STARTED).waitFor()
    await page.getByText('Ready', { exact: true }).waitFor()
    await page.getByText(STARTED).waitFor({ state: 'detached' })
    expect(await countClicks(page)).toBe(1)
  })

  test('says on the dashboard that no live source answered, and offers to try again', async () => {
    const page = await visit('/')
    expect(await notice(page).textContent()).toBe(NOTICE)
    await retries(page).click()
    await page.getByRole('button', { name: 'Cancel' }).waitFor()
    expect(await notice(page).count()).toBe(0)
    await notice(page).waitFor()
    // The archive says what it said before.
    await page.getByText(/^Nothing has changed since /).waitFor()
    await page.getByText(/^Checked 1 time, last change /).waitFor()
    expect(await countClicks(page)).toBe(1)
  })
})

describe('a dataset that fell back to the archive', () => {
  let id: string
  beforeAll(async () => {
    id = await download('auto')
  })

  test.each(['light', 'dark'] as const)(
    'says so above its rows, in one line of at most 40 px (%s)',
    async (colorScheme) => {
      const page = await visit(`/datasets/${id}`, { viewport: { width: 1280, height: 800 }, colorScheme })
      expect(await notice(page).textContent()).toBe(NOTICE)
      const line = notice(page)
      expect(await line.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true)
      expect((await line.boundingBox())?.height).toBeLessThanOrEqual(40)
      expect(await findFaults(page)).toEqual([])
    },
  )

  test('tries again with one click, and goes to the new download', async () => {
    const page = await visit(`/datasets/${id}`)
    await retries(page).click()
    await page.waitForURL((url) => url.pathname !== `/datasets/${id}`)
    await page.getByRole('heading', { name: 'Nothing has changed.' }).waitFor()
    expect(await notice(page).textContent()).toBe(NOTICE)
    expect(await countClicks(page)).toBe(1)
  })

  test('links to the receipt, which says why', async () => {
    const page = await visit(`/datasets/${id}`)
    await page.getByRole('link', { name: 'See why' }).click()
    await page.getByText(/^127\.0\.0\.1:\d+ has nothing at /).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/datasets/${id}/receipt`)
  })
})

test('an archive that was picked has its badge only', async () => {
  const page = await visit(`/datasets/${await download('archive')}`)
  await page.getByText('Bundled archive', { exact: true }).waitFor()
  expect(await notice(page).count()).toBe(0)
  await page.goto('/')
  expect(await notice(page).count()).toBe(0)
})

describe('another source after a failure', () => {
  beforeEach(deleteAll)

  test.each([true, false])('takes one click (with JavaScript: %s)', async (javaScriptEnabled) => {
    const page = await visit(`/datasets/${await download(broken.url)}`, { javaScriptEnabled })
    await page.getByText('This download failed.').waitFor()
    expect(await page.getByRole('main').getByRole('button').allInnerTexts()).toEqual(
      expect.arrayContaining(['Retry', 'Use the archive', 'Try automatically']),
    )
    await page.getByRole('button', { name: 'Use the archive' }).click()
    await page.getByRole('row', { name: /Luke Skywalker/ }).waitFor()
    await page.getByText('Bundled archive', { exact: true }).waitFor()
    if (javaScriptEnabled) expect(await countClicks(page)).toBe(1)
  })
})

test('another source after a failure takes one click from the list, too', async () => {
  await deleteAll()
  await download(broken.url)
  const page = await visit('/')
  await page
    .getByRole('table', { name: 'Datasets' })
    .getByRole('button', { name: 'Use the archive' })
    .first()
    .click()
  await page.getByRole('row', { name: /Luke Skywalker/ }).waitFor()
  expect(await countClicks(page)).toBe(1)
})

describe('the menu of sources', () => {
  const host = (): string => new URL(broken.url).host
  const menu = (page: Page) => page.locator('summary', { hasText: /Automatic|Source/ })

  test('is closed at first, and opens and picks by keyboard', async () => {
    const page = await visit('/')
    expect(await page.getByRole('radio').first().isVisible()).toBe(false)
    await menu(page).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('radio', { name: host() }).isChecked()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await page.getByRole('radio').first().isVisible()).toBe(false)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(host())
  })

  test('shows a failure in red only when its source is picked', async () => {
    const page = await visit('/')
    await menu(page).click()
    const failure = page.getByText(/has nothing at/).first()
    const color = (): Promise<string> => failure.evaluate((element) => getComputedStyle(element).color)
    const muted = await page
      .getByText('The first source below that works')
      .evaluate((element) => getComputedStyle(element).color)
    expect(await color()).toBe(muted)
    await page.getByRole('radio', { name: host() }).check()
    expect(await color()).not.toBe(muted)
  })

  test.each([
    [320, 'light'],
    [320, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('fits a screen of %d px without axe violations (%s)', async (width, colorScheme) => {
    const page = await visit('/', { viewport: { width, height: 800 }, colorScheme })
    await menu(page).click()
    await page.getByRole('radio', { name: host() }).check()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    expect(await findFaults(page)).toEqual([])
  })
})
