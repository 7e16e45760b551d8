import { rmSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { ask, downloadArchive } from './http'
import { listPages, listRoutes } from './routes'
import { startServer, type TestServer } from './server'

const COMMON = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=()') as string,
}
const CLOSED_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const PAGE_POLICY =
  /^default-src 'self'; script-src 'self' 'nonce-([\w+/]{22}==)'; style-src 'self' 'nonce-\1'; style-src-attr 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'$/

let server: TestServer
let browser: Browser
let id: string

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  id = await downloadArchive(server)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe('every response has the security headers:', () => {
  test('pages, with a policy that has a new nonce each time', async () => {
    const nonces = new Set<string | undefined>()
    const pages = [...listPages(id), '/', '/nothing', '/datasets/%zz', '/datasets/20200101-000000-aaaaa']
    for (const address of pages) {
      const { headers, body } = await ask(server, address)
      expect({ address, ...headers }).toMatchObject(COMMON)
      const nonce = PAGE_POLICY.exec(String(headers['content-security-policy']))?.[1]
      expect({ address, nonce }).toEqual({ address, nonce: expect.any(String) as string })
      nonces.add(nonce)
      if (headers.location === undefined) expect(body).toContain(`nonce="${nonce}"`)
    }
    expect(nonces.size).toBe(pages.length)
  })

  test('a nonce sent by a client is not used', async () => {
    const sent = { 'x-nonce': 'evil', 'content-security-policy': "script-src 'nonce-evil'" }
    const { headers, body } = await ask(server, '/', { headers: sent })
    expect(headers['content-security-policy']).toMatch(PAGE_POLICY)
    expect(body).not.toContain('evil')
  })

  test('the API, files, static files, redirects and refusals, with a policy that allows nothing', async () => {
    const page = await ask(server, '/')
    const script = /src="(\/_next\/static\/[^"]+\.js[^"]*)"/.exec(page.body)?.[1] ?? ''
    const style = /href="(\/_next\/static\/[^"]+\.css[^"]*)"/.exec(page.body)?.[1] ?? ''
    const addresses = [
      ...listRoutes(id).flatMap(({ method, address }) => (method === 'GET' ? [address] : [])),
      ...[script, style, '/icon.svg', '/api/nothing', '/api/datasets/%zz/rows', '/_next/nothing'],
      ...['/api/datasets/', `/api/datasets/${id}/rows?format=csv`],
    ]
    for (const address of addresses) {
      const { headers } = await ask(server, address)
      expect({ address, ...headers }).toMatchObject({
        address,
        ...COMMON,
        'content-security-policy': CLOSED_POLICY,
      })
      expect(headers['x-powered-by']).toBeUndefined()
    }
  })
})

describe('in a browser', () => {
  let page: Page
  let problems: string[] = []

  beforeAll(async () => {
    const context = await browser.newContext({ baseURL: server.url, colorScheme: 'light' })
    await context.exposeFunction('reportViolation', (what: string) => problems.push(what))
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
        const { reportViolation } = window as unknown as { reportViolation: (what: string) => void }
        reportViolation(`${location.pathname}: ${violatedDirective} ${blockedURI} ${sample}`)
      })
    })
    page = await context.newPage()
    page.setDefaultTimeout(TIMEOUT_MS)
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        problems.push(message.text())
    })
  })
  beforeEach(() => {
    problems = []
  })

  test('no page violates its own policy, and its scripts run', async () => {
    const pages = [...listPages(id), `/datasets/${id}/counts?columns=eye_color,homeworld`, '/nothing']
    for (const address of pages) {
      await page.goto(address)
      // The inline script sets the theme and React handles the toggle: both have run.
      await page.waitForFunction(() => document.documentElement.className.split(' ').includes('light'))
      await page.getByRole('button', { name: 'Switch between light and dark' }).click()
      await page.waitForFunction(() => document.documentElement.className.split(' ').includes('dark'))
      await page.getByRole('button', { name: 'Switch between light and dark' }).click()
      await page.waitForFunction(() => document.documentElement.className.split(' ').includes('light'))
      expect({ address, problems }).toEqual({ address, problems: [] })
    }
  })

  test('navigation, forms, live progress and the bars work under it', async () => {
    await page.goto('/')
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    await page.getByRole('button', { name: 'Download latest' }).click()
    await page.getByText('Download started. The dataset appears below when it is complete.').waitFor()
    await page.getByText(/^Nothing has changed since /).waitFor()
    // The nonce of a refresh differs from the document's, and the toggle writes a style element.
    await page.getByRole('button', { name: 'Switch between light and dark' }).click()
    await page.getByRole('link', { name: 'Open it' }).click()
    await page.getByRole('link', { name: 'Counts', exact: true }).click()
    await page.waitForURL('**/counts')
    await page.getByRole('checkbox', { name: 'homeworld' }).check()
    await page.getByText(/49 (combinations|values), 82 rows/).waitFor()
    const widths = await page
      .locator('tbody [style*="width"]')
      .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width))
    expect(new Set(widths.map(Math.round)).size).toBeGreaterThan(1)
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
    expect(problems).toEqual([])
  })

  test('an injected script is not run, and is reported', async () => {
    await page.goto('/')
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.stolen = true">')
      const script = document.createElement('script')
      script.textContent = 'window.stolen = true'
      document.body.append(script)
    })
    await page.waitForTimeout(500)
    expect(await page.evaluate(() => 'stolen' in window)).toBe(false)
    expect(problems.some((problem) => problem.includes('script-src'))).toBe(true)
  })
})

test('a failure reveals neither where files are stored nor how the code is built', async () => {
  const lost = await downloadArchive(server)
  rmSync(path.join(server.storageDir, 'datasets', lost), { recursive: true })
  for (const address of [
    `/datasets/${lost}`,
    `/datasets/${lost}/counts?columns=gender`,
    `/api/datasets/${lost}/rows`,
    `/api/datasets/${lost}/file`,
    `/api/datasets/${lost}/rows?format=csv`,
  ]) {
    const answer = await ask(server, address)
    const status = address.startsWith('/api/') ? 500 : 200
    expect({ address, status: answer.status }).toEqual({ address, status })
    expect(answer.body).toMatch(/This dataset (is damaged|cannot be read)/)
    expect(answer.body).not.toContain(server.storageDir)
    expect(answer.body).not.toContain(process.cwd())
    expect(answer.body).not.toMatch(/\n\s+at |node_modules|\.parquet/)
  }
})
