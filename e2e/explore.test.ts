import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { ask, downloadArchive } from './http'
import { startServer, type TestServer } from './server'

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

/** The visible text of the rows' cells. */
function readRows(page: Page): Promise<string[][]> {
  return page
    .locator('tbody tr:visible')
    .evaluateAll((rows) =>
      rows.map((row) => Array.from(row.querySelectorAll<HTMLElement>('td'), (cell) => cell.innerText)),
    )
}

async function readQuery(page: Page): Promise<string> {
  return decodeURIComponent(new URL(page.url()).search)
}

function hasScripts(page: Page): Promise<boolean> {
  return page.evaluate(() => matchMedia('(scripting: enabled)').matches)
}

/** Opens a view with its distributions. Without JavaScript, a slow profile appears after a reload. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  const there = page.locator('thead :is(.value-bars, .histogram)').first()
  if (await hasScripts(page)) await there.waitFor({ state: 'attached' })
  else while ((await there.count()) === 0) await page.reload()
}

/** Nothing overflows horizontally and, with JavaScript, which axe needs, there are no violations. */
async function expectAccessible(page: Page): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(excess).toBeLessThanOrEqual(0)
  if (!(await hasScripts(page))) return
  expect(await findFaults(page)).toEqual([])
}

const DESKTOP = { viewport: { width: 1280, height: 800 } }
const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true }

describe.each<[string, BrowserContextOptions]>([
  ['on a desktop', DESKTOP],
  ['on a phone, in dark mode', { ...PHONE, colorScheme: 'dark' }],
  ['without JavaScript', { ...DESKTOP, javaScriptEnabled: false }],
  ['on a phone without JavaScript', { ...PHONE, javaScriptEnabled: false }],
])('a dataset is explored %s', (_, options) => {
  let page: Page
  const isWide = options.viewport !== null && (options.viewport?.width ?? 0) >= 640

  beforeAll(async () => {
    page = await (await browser.newContext({ ...options, baseURL: server.url })).newPage()
    page.setDefaultTimeout(TIMEOUT_MS)
  })
  afterAll(() => page?.context().close())

  test('a value of a column leads to its rows: from the head where there is room, else from its menu', async () => {
    await open(page, `/datasets/${id}`)
    await expectAccessible(page)
    const bar = page.getByTitle('Tatooine: 10 rows')
    expect(await bar.isVisible()).toBe(isWide)
    if (isWide) await bar.click()
    else await page.getByRole('link', { name: /^Menu of homeworld/ }).click()
    if (!isWide && (await hasScripts(page))) {
      await page.getByRole('checkbox', { name: 'Tatooine 10' }).check()
      await page.getByRole('button', { name: 'Show 1 value' }).click()
    } else if (!isWide) {
      await page.getByRole('heading', { name: 'Counts of homeworld' }).waitFor()
      await page
        .getByRole('row', { name: /^Tatooine/ })
        .getByRole('link')
        .click()
    }
    await page.getByText('All 10 rows shown.').waitFor()
    expect(await readQuery(page)).toBe('?homeworld=Tatooine')
    expect(new Set((await readRows(page)).map((row) => row[9]))).toEqual(new Set(['Tatooine']))
    await expectAccessible(page)
  })

  test('a histogram bar leads to as many rows as it says, between round limits', async () => {
    await open(page, `/datasets/${id}?columns=name,height`)
    const bar = page.getByTitle(/^160 to 180: \d+ rows$/)
    const expected = Number(/(\d+) rows$/.exec((await bar.getAttribute('title')) ?? '')?.[1])
    expect(await bar.isVisible()).toBe(isWide)
    if (isWide) await bar.click()
    else await page.goto(await bar.evaluate((link) => (link as HTMLAnchorElement).href))
    await page.getByText(`${expected} of 82 rows`, { exact: true }).waitFor()
    expect(await readQuery(page)).toBe('?columns=name,height&height__gte=160&height__lt=180')
    await page.getByRole('link', { name: 'Remove: height 160 to 180', exact: true }).waitFor()
    for (const [, , height] of await readRows(page)) {
      expect(Number(height)).toBeGreaterThanOrEqual(160)
      expect(Number(height)).toBeLessThan(180)
    }
  })

  test('columns are chosen, stay chosen, and come back', async () => {
    await open(page, `/datasets/${id}?homeworld=Tatooine&sort=-height`)
    await page.locator('summary', { hasText: 'Columns' }).click()
    for (const column of ['mass', 'hair_color', 'skin_color', 'eye_color', 'birth_year', 'gender', 'date'])
      await page.getByLabel(column, { exact: true }).uncheck()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Show these columns' }).click()
    await page.getByText('Columns: 3 of 10').waitFor()
    const [query = ''] = [new URL(page.url()).searchParams.toString()]
    expect(new URLSearchParams(query).getAll('columns')).toEqual(['name', 'height', 'homeworld'])
    expect((await readRows(page))[0]).toEqual(['1', 'Darth Vader', '202', 'Tatooine'])
    // Links use a single parameter.
    await page.getByRole('link', { name: 'name', exact: true }).click()
    await page.locator('th[aria-sort=ascending]').getByText('name', { exact: true }).waitFor()
    expect(await readQuery(page)).toBe('?columns=name,height,homeworld&homeworld=Tatooine&sort=name')
    if (!(await page.getByRole('link', { name: 'All columns' }).isVisible()))
      await page.getByText('Columns: 3 of 10').click()
    await page.getByRole('link', { name: 'All columns' }).click()
    await page.locator('summary').getByText('Columns', { exact: true }).waitFor()
    expect(await readQuery(page)).toBe('?homeworld=Tatooine&sort=name')
  })

  test('a row opens by its number in the dataset, and links to its neighbors, its view and similar rows', async () => {
    await open(page, `/datasets/${id}?homeworld=Tatooine&sort=-height`)
    await page.getByRole('link', { name: '1', exact: true }).click()
    await page.getByRole('heading', { name: 'Row 4 of 82' }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/datasets/${id}/rows/4`)
    expect(await page.getByRole('definition').first().innerText()).toBe('Darth Vader')
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Next row' }).click()
    await page.getByRole('heading', { name: 'Row 5 of 82' }).waitFor()
    await page.getByRole('link', { name: 'Back to the rows' }).click()
    await page.getByText('All 10 rows shown.').waitFor()
    expect(await readQuery(page)).toBe('?homeworld=Tatooine&sort=-height')
    await page.goto(`/datasets/${id}/rows/82`)
    await page.getByRole('link', { name: 'Rows like this: homeworld is Utapau' }).click()
    await page.getByText('The only row is shown.').waitFor()
  })

  test('a condition is added with the form, and no condition causes an error', async () => {
    await open(page, `/datasets/${id}?q=a&sort=name`)
    await page.getByText('Add a condition').click()
    await page.getByRole('combobox', { name: 'Column' }).selectOption('height')
    await page.getByRole('combobox', { name: 'Comparison' }).selectOption('is more than')
    await page.getByLabel('Value').fill('200')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('link', { name: 'Remove: height > 200' }).waitFor()
    expect(await readQuery(page)).toBe('?height__gt=200&q=a&sort=name')
    for (const row of await readRows(page)) expect(Number(row[2])).toBeGreaterThan(200)
    await page.goto(`/datasets/${id}?where=homeworld&is=isblank1&value=`)
    await page.getByText('No rows match.').waitFor()
    expect(await readQuery(page)).toBe('?homeworld__isblank=1')
    await page.goto(`/datasets/${id}?where=nonsense&is=gt&value=1`)
    await page.getByText('10 of 82 rows').waitFor()
  })

  test('the view is exported as the API returns it', async () => {
    const view = 'columns=name,height&homeworld=Tatooine&q=a&sort=-height'
    await open(page, `/datasets/${id}?${view}`)
    await page.getByText('Export', { exact: true }).click()
    await expectAccessible(page)
    const href = async (name: string): Promise<string> =>
      (await page.getByRole('link', { name, exact: true }).getAttribute('href')) ?? ''
    expect(await href('CSV')).toBe(`/api/datasets/${id}/rows?${view}&format=csv`)
    const csv = (await ask(server, await href('CSV'))).body
    const shown = (await readRows(page)).map((row) => row.slice(1))
    expect(csv).toBe([['name', 'height'], ...shown].map((row) => `${row.join()}\n`).join(''))
    expect((await ask(server, await href('CSV for spreadsheets'))).body).toBe(`\ufeff${csv}`)
    const objects = shown.map(([name, height]) => ({ name, height }))
    const ndjson = (await ask(server, await href('NDJSON'))).body.trim().split('\n')
    expect(ndjson.map((line) => JSON.parse(line) as unknown)).toEqual(objects)
    expect(JSON.parse((await ask(server, await href('JSON (this page)'))).body)).toEqual({
      rows: objects,
      total: shown.length,
      hasMore: false,
    })
    const isScripted = options.javaScriptEnabled !== false
    expect(await page.getByRole('button', { name: 'Copy as Markdown' }).isVisible()).toBe(isScripted)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV', exact: true }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/\.csv$/)
  })
})

test('the rows on a page are copied as Markdown', async () => {
  const context = await browser.newContext({
    ...DESKTOP,
    baseURL: server.url,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  await open(page, `/datasets/${id}?columns=name,homeworld&limit=2`)
  await page.getByText('Export', { exact: true }).click()
  await page.getByRole('button', { name: 'Copy as Markdown' }).click()
  await page.getByText('Copied 2 rows as Markdown.').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    '| name | homeworld |\n| --- | --- |\n| Luke Skywalker | Tatooine |\n| C-3PO | Tatooine |\n',
  )
  await expectAccessible(page)
  await context.close()
})

test('everything can be reached by keyboard, and the distributions can be skipped', async () => {
  const context = await browser.newContext({ ...DESKTOP, baseURL: server.url })
  const page = await context.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  await open(page, `/datasets/${id}`)
  await page.getByRole('link', { name: /^Menu of date/ }).focus()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip the distributions')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(
    `/datasets/${id}/rows/1`,
  )
  await page.locator('summary', { hasText: 'Add a condition' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'Comparison' }).waitFor()
  await context.close()
})

test.each(['0', '83', '1.5', '-1', 'x', '99999999999999999999'])('there is no row %s', async (number) => {
  expect((await ask(server, `/datasets/${id}/rows/${number}`)).status).toBe(404)
})
