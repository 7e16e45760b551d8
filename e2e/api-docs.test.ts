import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { downloadArchive } from './http'
import { startServer, type TestServer } from './server'

let server: TestServer
let browser: Browser
let id: string

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  browser = await launchBrowser()
  // One that the newest can be compared with.
  await downloadArchive(server)
  id = await downloadArchive(server)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Opens the API page for a new visitor, and closes it afterwards. */
async function withPage(
  visit: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext({ baseURL: server.url, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  await page.goto('/api-docs')
  await visit(page)
  await context.close()
}

test('the first example, copied, calls this server and gets an answer', async () => {
  await withPage(
    async (page) => {
      await page.getByRole('button', { name: 'Copy', exact: true }).first().click()
      await page.getByText('Copied.').waitFor()
      const command = await page.evaluate(() => navigator.clipboard.readText())
      expect(command).toBe(`curl ${server.url}/api/datasets`)
      const answer = await fetch(command.replace('curl ', ''))
      expect(answer.status).toBe(200)
      expect(((await answer.json()) as { total: number }).total).toBe(2)
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  )
})

test('every example that only reads gets an answer from this server', async () => {
  await withPage(async (page) => {
    const commands = await page.locator('pre code').allTextContents()
    expect(commands.length).toBeGreaterThan(12)
    expect(commands.filter((command) => !command.includes(`${server.url}/api/`))).toEqual([])
    const urls = commands
      .filter((command) => !command.includes('-X ') && !command.includes('$schedule'))
      .map((command) => /http:[^"\s]+/.exec(command)?.[0] ?? '')
    for (const url of urls) {
      const answer = await fetch(url)
      // Nothing is running, so there is no progress to follow.
      expect([url, answer.status]).toEqual([url, url.endsWith('/api/progress') ? 204 : 200])
      await answer.body?.cancel()
    }
    expect(urls).toContain(`${server.url}/api/datasets/${id}/rows?homeworld=Tatooine&sort=-height&format=csv`)
  })
})

test('a request is tried in place: rows, a change of its parameters, and a failure as a sentence', async () => {
  await withPage(async (page) => {
    const operation = page.locator('#get-api-datasets-id-rows')
    await operation.getByRole('link', { name: 'Try it' }).click()
    await operation.getByText(/^200 OK, text\/csv.*, after [\d,]+ ms\.$/).waitFor()
    const lines = (await operation.getByRole('region', { name: 'Answer' }).innerText()).trim().split('\n')
    expect(lines[0]).toBe('name,height,mass,hair_color,skin_color,eye_color,birth_year,gender,homeworld,date')
    expect(lines).toHaveLength(11)

    const field = operation.getByRole('textbox')
    await field.fill(`/api/datasets/${id}/rows?homeworld=Tatooine&columns=name&limit=1`)
    await field.press('Enter')
    await operation.getByText(/^200 OK, application\/json/).waitFor()
    expect(JSON.parse(await operation.getByRole('region', { name: 'Answer' }).innerText())).toEqual({
      rows: [{ name: 'Luke Skywalker' }],
      total: 10,
      hasMore: true,
    })
    await field.fill(`/api/datasets/${id}/rows?limit=0`)
    await operation.getByRole('button', { name: 'Send' }).click()
    await operation.getByText(/^400 .*limit must be a whole number, 1 or more\.$/).waitFor()
    await field.fill('https://example.com/')
    await operation.getByRole('button', { name: 'Send' }).click()
    await operation.getByText('Only addresses below /api/ of this server can be tried here.').waitFor()
    expect(await operation.getByRole('region', { name: 'Answer' }).count()).toBe(0)
    await operation.getByRole('link', { name: 'Close' }).click()
    expect(await operation.getByRole('textbox').count()).toBe(0)
  })
})

test('without JavaScript, trying opens the answer, and nothing offers to copy', async () => {
  await withPage(
    async (page) => {
      expect(await page.getByRole('button', { name: 'Copy', exact: true }).count()).toBe(0)
      await page.locator('#get-api-datasets-id-counts').getByRole('link', { name: 'Try it' }).click()
      await page.waitForURL(`**/api/datasets/${id}/counts?columns=eye_color,homeworld&limit=3`)
      const { totalRows } = JSON.parse(await page.locator('body').innerText()) as { totalRows: number }
      expect(totalRows).toBe(82)
    },
    { javaScriptEnabled: false },
  )
})

test('before the first dataset, the page says so, and examples have a placeholder', async () => {
  const empty = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  const page = await browser.newPage()
  await page.goto(`${empty.url}/api-docs`)
  await page.getByText('There is no dataset yet').waitFor()
  const operation = page.locator('#get-api-datasets-id-rows')
  expect(await operation.locator('code').first().innerText()).toContain(`${empty.url}/api/datasets/$id/rows`)
  expect(await operation.getByRole('link', { name: 'Try it' }).count()).toBe(0)
  expect(await page.locator('#get-api-datasets').getByRole('link', { name: 'Try it' }).count()).toBe(1)
  await page.close()
  await empty.stop()
})

test.each([
  ['light', { viewport: { width: 1280, height: 800 } }],
  ['dark', { viewport: { width: 320, height: 700 }, hasTouch: true }],
] as const)('with an answer open there are no accessibility violations: %s', async (colorScheme, options) => {
  await withPage(
    async (page) => {
      const operation = page.locator('#get-api-datasets')
      await operation.getByRole('link', { name: 'Try it' }).press('Enter')
      await operation.getByText(/^200 OK/).waitFor()
      expect(await findFaults(page)).toEqual([])
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0)
    },
    { colorScheme, bypassCSP: true, ...options },
  )
})
