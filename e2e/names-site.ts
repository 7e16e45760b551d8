import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { ask, downloadArchive, downloadFrom } from './http'
import { startServer, type TestServer } from './server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

/** How many datasets there are of each kind. */
export const EACH = 30

/** A server with many datasets, and visitors of it. Construct it at the top of a test file. */
export class NamesSite {
  /** Datasets with the same bytes, in the order in which they were made. */
  readonly twins: string[] = []
  /** Later ones that all differ. */
  readonly different: string[] = []
  private source?: SwapiServer
  private server?: TestServer
  private browser?: Browser
  private readonly opened: BrowserContext[] = []

  constructor() {
    beforeAll(async () => {
      this.source = await startSwapiServer({ shape: 'array', change: withOtherHeight() })
      const server = (this.server = await startServer({
        env: { SWAPI_SOURCES: `${this.source.url},archive` },
      }))
      this.browser = await launchBrowser()
      for (let i = 0; i < EACH; i++) this.twins.push(await downloadArchive(server))
      for (let i = 0; i < EACH; i++) this.different.push(await downloadFrom(server, this.source.url))
    })
    afterEach(async () => {
      await Promise.all(this.opened.splice(0).map((context) => context.close()))
    })
    afterAll(async () => {
      await this.browser?.close()
      await this.server?.stop()
      await this.source?.close()
    })
  }

  /** Opens a page at rest, whose scripts complain of nothing, such as a text that differs between server and browser. */
  async open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser!.newContext({ baseURL: this.server!.url, ...options })
    this.opened.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(TIMEOUT_MS)
    const logged: string[] = []
    page.on('console', (message) => message.type() === 'error' && logged.push(message.text()))
    page.on('pageerror', (error) => logged.push(error.message))
    await page.goto(address, { waitUntil: 'networkidle' })
    expect(logged).toEqual([])
    return page
  }

  /** The label of a dataset, as the API and its `dataset.json` say. */
  async readLabel(id: string): Promise<{ api: unknown; receipt: unknown }> {
    const { body } = await ask(this.server!, `/api/datasets/${id}`)
    const file = path.join(this.server!.storageDir, 'datasets', id, 'dataset.json')
    return { api: labelOf(body), receipt: labelOf(readFileSync(file, 'utf8')) }
  }

  async setLabel(id: string, label: string): Promise<void> {
    const body = JSON.stringify({ label })
    const { status } = await ask(this.server!, `/api/datasets/${id}`, { method: 'PATCH', body })
    expect(status).toBe(200)
  }

  /** How many datasets a query of the API finds. */
  async count(query: string): Promise<unknown> {
    return (JSON.parse((await ask(this.server!, `/api/datasets?${query}`)).body) as { total: unknown }).total
  }
}

function labelOf(json: string): unknown {
  return (JSON.parse(json) as { label: unknown }).label
}

/** Changes the first of the people with each request. */
function withOtherHeight(): (body: unknown, request: { resource: string }) => unknown {
  let height = 100
  return (body, { resource }) => {
    if (resource !== 'people' || !Array.isArray(body)) return body
    const [first, ...others] = body as Record<string, unknown>[]
    height += 1
    return [{ ...first, height: String(height) }, ...others]
  }
}
