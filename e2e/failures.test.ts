import { readdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { startServer, type TestServer } from './server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

let broken: SwapiServer
let server: TestServer
let browser: Browser
let page: Page

beforeAll(async () => {
  broken = await startSwapiServer({
    shape: 'array',
    change: (body, { resource }) =>
      resource === 'people' ? [...(body as unknown[]), (body as unknown[])[0]] : body,
  })
  server = await startServer({ env: { SWAPI_SOURCES: `${broken.url},archive` } })
  browser = await launchBrowser()
  page = await (await browser.newContext({ baseURL: server.url, javaScriptEnabled: false })).newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await broken?.close()
})

/** Without JavaScript the page reloads itself while a download runs. */
async function waitForText(text: RegExp): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor()
}

describe('without JavaScript', () => {
  test('a source that returns a person twice fails with its reason on the dashboard, and leaves no file', async () => {
    await page.goto('/')
    await page.locator('summary', { hasText: 'Source' }).click()
    await page.getByRole('radio', { name: new URL(broken.url).host }).check()
    await page.getByRole('button', { name: 'Download latest' }).click()
    await waitForText(
      /returned the same record more than once \(people, id 1\), so others may be missing\. Nothing was kept; try again, or choose another source\./,
    )
    await waitForText(/^Failed$/)
    const files = readdirSync(server.storageDir, { recursive: true }).map(String)
    expect(files.filter((name) => !/^(holocron\.db.*|storage-id|datasets|parts|tmp)$/.test(name))).toEqual([])
  })

  test('the automatic choice skips it, says why, and marks the archive', async () => {
    await page.goto('/')
    await page.getByRole('button', { name: 'Download latest' }).click()
    await waitForText(/^Ready$/)
    await page.getByRole('row', { name: /Ready/ }).getByRole('link').first().click()
    await waitForText(/82 people \(the source declares no count\), 60 planets, 2 requests, 0 retries/)
    await waitForText(/Bundled archive/)
    await page.getByRole('link', { name: 'See why' }).click()
    await waitForText(/127\.0\.0\.1:\d+ returned the same record more than once/)
    await page.goBack()
  })

  test('rows load to the end and columns are counted', async () => {
    for (let clicks = 0; clicks < 8; clicks++)
      await page.getByRole('link', { name: /^Load \d+ more$/ }).click()
    await waitForText(/^All 82 rows shown\.$/)
    expect(await page.locator('tbody tr:visible').count()).toBe(82)
    await page.getByRole('link', { name: 'Counts', exact: true }).click()
    await page.getByRole('checkbox', { name: 'homeworld' }).check()
    await page.getByRole('button', { name: 'Count', exact: true }).click()
    await waitForText(/49 combinations, 82 rows|49 values, 82 rows/)
  })

  test('missing pages say so, and keep the layout', async () => {
    await page.goto('/')
    const address = await page
      .getByRole('row', { name: /Ready/ })
      .getByRole('link')
      .first()
      .getAttribute('href')
    const missing = '/datasets/20200101-000000-aaaaa'
    for (const nothing of [
      '/nothing',
      '/datasets/nothing',
      ...[missing, `${missing}/counts?columns=date`, `${missing}/requests`, `${missing}/rows/1`],
      ...[`${missing}/receipt`, `${missing}/compare`, `${missing}/compare/x`, '/people/luke'],
      ...[`${address}/rows/83`, `${address}/rows/0`, `${address}/rows/x`],
    ]) {
      const answer = await page.goto(nothing)
      expect({ nothing, status: answer?.status() }).toEqual({ nothing, status: 404 })
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Page not found')
      await page.getByRole('link', { name: 'See all datasets' }).waitFor()
      await page.getByRole('banner').getByText('Holocron').waitFor()
    }
    expect((await page.goto(`${address}/rows/82`))?.status()).toBe(200)
  })
})
