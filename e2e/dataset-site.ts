import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { downloadArchive } from './http'
import { startServer, type TestServer } from './server'

export const LOW = { viewport: { width: 1280, height: 500 } }

/** Opens a view of a dataset, and closes the page afterwards. */
type Visit = (
  query: string,
  act: (page: Page) => Promise<void>,
  options?: BrowserContextOptions,
) => Promise<void>

/** A server with the archive's dataset, for all tests of a file. */
export function setUpDataset(): Visit {
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

  return async (query, act, options = LOW) => {
    const context = await browser.newContext({ baseURL: server.url, ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(TIMEOUT_MS)
    await page.goto(`/datasets/${id}${query}`, { waitUntil: 'networkidle' })
    await act(page)
    await context.close()
  }
}

export function readQuery(page: Page): string {
  return decodeURIComponent(new URL(page.url()).search)
}

/** What has the focus, by its accessible text. */
export function readFocus(page: Page): Promise<string | null | undefined> {
  return page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  )
}
