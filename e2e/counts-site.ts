import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { startServer, type TestServer } from './server'

/** The smallest phone. */
export const PHONE = { viewport: { width: 320, height: 700 }, hasTouch: true }

export interface ApiCounts {
  counts: Record<string, string | number>[]
  totalGroups: number
}

/** A server with one dataset, and visitors of its counts page. Construct it at the top of a test file. */
export class CountsSite {
  private server?: TestServer
  private browser?: Browser
  private readonly open: BrowserContext[] = []
  id = ''

  constructor() {
    beforeAll(async () => {
      this.server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
      this.browser = await launchBrowser()
      this.id = await this.download()
    })
    afterEach(async () => {
      await Promise.all(this.open.splice(0).map((context) => context.close()))
    })
    afterAll(async () => {
      await this.browser?.close()
      await this.server?.stop()
    })
  }

  /** The counts page, with the view in `query`, opened by a new visitor. */
  visit(query = '', options: BrowserContextOptions = {}): Promise<Page> {
    return this.visitAddress(`/datasets/${this.id}/counts${query}`, options)
  }

  async visitAddress(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser!.newContext({ baseURL: this.server!.url, ...options })
    this.open.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(TIMEOUT_MS)
    await page.goto(address)
    return page
  }

  fetchCounts(query: string): Promise<Response> {
    return fetch(`${this.server!.url}/api/datasets/${this.id}/counts?${query}`)
  }

  async askApi(query: string): Promise<ApiCounts> {
    return (await (await this.fetchCounts(query)).json()) as ApiCounts
  }

  private async download(): Promise<string> {
    const list = `${this.server!.url}/api/datasets`
    const answer = await fetch(list, { method: 'POST' })
    const { dataset } = (await answer.json()) as { dataset: { id: string } }
    for (;;) {
      const now = (await (await fetch(`${list}/${dataset.id}`)).json()) as { status: string }
      if (now.status === 'ready') return dataset.id
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** The visible text of a table's cells. */
export function readTable(page: Page, rows = 'tbody tr'): Promise<string[][]> {
  return page
    .locator(rows)
    .evaluateAll((all) =>
      all.map((row) =>
        [...row.children]
          .filter((cell) => cell.getAttribute('aria-hidden') !== 'true')
          .map((cell) => (cell as HTMLElement).innerText.trim()),
      ),
    )
}

/** Waits for another view: its heading says what is counted. */
export async function showsHeading(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 2, name, exact: true }).waitFor()
}

/** Waits for the rows of the dataset. */
export async function showsRows(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Rows', exact: true }).waitFor()
}

/** Ticks or unticks the box of a column. */
export async function tick(page: Page, column: string, isTicked = true): Promise<void> {
  await page.getByRole('checkbox', { name: column, exact: true }).setChecked(isTicked)
}

/** The query string of a page's URL. */
export function queryOf(page: Page): string {
  return new URL(page.url()).search
}

/** The file that a click makes the browser save. */
export async function save(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), click()])
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}
