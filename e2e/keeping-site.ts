import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { ask } from './http'
import { startServer, type TestServer } from './server'

/** The visitors whose way through deletions and rules is tested. */
export const VISITORS: [string, BrowserContextOptions][] = [
  ['on a desktop', { viewport: { width: 1280, height: 800 } }],
  ['on a phone, in dark mode', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ['without JavaScript', { javaScriptEnabled: false }],
]

/** A server without datasets, and visitors of it. Construct it at the top of a test file. */
export class KeepingSite {
  private running?: TestServer
  private browser?: Browser

  constructor() {
    beforeAll(async () => {
      this.running = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
      this.browser = await launchBrowser()
    })
    beforeEach(async () => {
      for (const id of await this.listIds())
        await ask(this.server, `/api/datasets/${id}`, { method: 'DELETE' })
    })
    afterAll(async () => {
      await this.browser?.close()
      await this.running?.stop()
    })
  }

  get server(): TestServer {
    if (!this.running) throw new Error('The server has not been started.')
    return this.running
  }

  async open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser!.newContext({ baseURL: this.server.url, ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(TIMEOUT_MS)
    return page
  }

  async listIds(): Promise<string[]> {
    const { body } = await ask(this.server, '/api/datasets?limit=100')
    return (JSON.parse(body) as { datasets: { id: string }[] }).datasets.map(({ id }) => id)
  }

  async change(id: string, changes: object): Promise<void> {
    const body = JSON.stringify(changes)
    expect((await ask(this.server, `/api/datasets/${id}`, { method: 'PATCH', body })).status).toBe(200)
  }
}

/** No violations, and nothing wider than the window; axe needs scripts. */
export async function expectAccessible(
  page: Page,
  { javaScriptEnabled }: BrowserContextOptions,
): Promise<void> {
  if (javaScriptEnabled === false) return
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(excess).toBeLessThanOrEqual(0)
  expect(await findFaults(page)).toEqual([])
}

/** The main heading of the page. */
export function heading(page: Page, name: string): Locator {
  return page.getByRole('heading', { level: 1, name })
}
