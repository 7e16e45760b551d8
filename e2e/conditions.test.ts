import type { Browser, Page } from 'playwright-core'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { ask, downloadFrom } from './http'
import { startServer, type TestServer } from './server'
import { canonicalRecords, startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

/** Names that HTML forms would alter, and hair colors that look alike, each equally frequent. */
const NAMES = ['line\nbreak', 'carriage\rreturn', 'both\r\nx', 'Padm\u00e9', 'Padme\u0301']
const HAIR = ['brown, grey', 'brown', 'fair', 'fair ', 'fair\u00a0', 'two\nlines']

let source: SwapiServer
let server: TestServer
let browser: Browser
let id: string

beforeAll(async () => {
  const people = canonicalRecords('people')
    .slice(0, 12)
    .map((person, index) => ({
      ...person,
      name: NAMES[index] ?? person.name,
      hair_color: HAIR[index % HAIR.length],
    }))
  source = await startSwapiServer({ shape: 'array', people })
  server = await startServer({ env: { SWAPI_SOURCES: source.url } })
  browser = await launchBrowser()
  id = await downloadFrom(server, source.url)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await source?.close()
})

/** The parameters of the page's URL, once it contains no form fields. */
async function readParams(page: Page): Promise<[string, string][]> {
  await page.waitForURL(({ searchParams }) => !searchParams.has('kept') && !searchParams.has('where'))
  return [...new URL(page.url()).searchParams]
}

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('conditions %s', (_, javaScriptEnabled) => {
  let page: Page

  beforeAll(async () => {
    const context = await browser.newContext({
      baseURL: server.url,
      viewport: { width: 1280, height: 800 },
      javaScriptEnabled,
    })
    page = await context.newPage()
    page.setDefaultTimeout(TIMEOUT_MS)
  })
  afterAll(() => page?.context().close())

  test.each(NAMES.slice(0, 3))('on name %j survive every form', async (name) => {
    const kept: [string, string] = ['name', name]
    await page.goto(`/datasets/${id}?name=${encodeURIComponent(name)}`)
    await page.getByText('The only row is shown.').waitFor()
    await page.getByRole('searchbox').fill('a')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('link', { name: 'Remove: any column contains “a”' }).waitFor()
    expect(await readParams(page)).toEqual([kept, ['q', 'a']])
    await page.locator('summary', { hasText: 'Columns' }).click()
    await page.getByLabel('date', { exact: true }).uncheck()
    await page.getByRole('button', { name: 'Show these columns' }).click()
    await page.getByText('Columns: 9 of 10').waitFor()
    expect((await readParams(page)).filter(([key]) => key !== 'columns')).toEqual([kept, ['q', 'a']])
    await page.goto(`/datasets/${id}/counts?name=${encodeURIComponent(name)}`)
    await page.getByLabel('gender', { exact: true }).check()
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Count', exact: true }).click()
    await page.getByRole('heading', { name: 'Counts of gender' }).waitFor()
    expect((await readParams(page)).toSorted()).toEqual([['columns', 'gender'], kept])
  })

  test('are built from listed values, whatever they contain', async () => {
    await page.goto(`/datasets/${id}`)
    await page.getByRole('link', { name: /^Menu of hair_color/ }).click()
    if (!javaScriptEnabled) {
      await page.getByRole('heading', { name: 'Counts of hair_color' }).waitFor()
      await page
        .getByRole('row', { name: /^two ?line feed ?lines/ })
        .getByRole('link')
        .click()
      await page.getByText('All 2 rows shown.').waitFor()
      expect(await readParams(page)).toEqual([['hair_color', 'two\nlines']])
      return
    }
    const values = page.getByRole('group', { name: 'Values of hair_color' })
    await values.getByRole('checkbox', { name: 'brown, grey' }).check()
    await values.getByRole('checkbox', { name: /^fair ?space/ }).check()
    await values.getByRole('checkbox', { name: /^two ?line feed ?lines/ }).check()
    await page.getByRole('button', { name: 'Show 3 values' }).click()
    await page.getByText('All 6 rows shown.').waitFor()
    expect(await readParams(page)).toEqual([['hair_color__in', '"brown, grey","fair ",two\nlines']])
    await page.getByRole('link', { name: /^Remove: hair_color is one of "brown, grey", "fair "/ }).waitFor()
  })

  test('that cannot be understood are reported, whether from a URL or a form', async () => {
    await page.goto(`/datasets/${id}?mass__gt=1 000&homeworld=Tatooine`)
    const notice = page.locator('[data-slot=view-problems]')
    await notice
      .getByText('mass__gt needs a number such as 180, 41.9 or 1,358; "1 000" is not one.', { exact: true })
      .waitFor()
    await page.getByRole('link', { name: 'Remove: homeworld is Tatooine' }).waitFor()
    await page.getByText('Add a condition').click()
    await page.getByRole('combobox', { name: 'Column' }).selectOption('birth_year')
    await page.getByRole('combobox', { name: 'Comparison' }).selectOption('is less than')
    await page.getByLabel('Value').fill('19')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await notice
      .getByText('birth_year__lt needs a year with its era, such as 19BBY or 4ABY; "19" is not one.', {
        exact: true,
      })
      .waitFor()
    await page.goto(`/datasets/${id}/counts?columns=gender&height__above=1`)
    await notice.getByText(/^"height__above" is not a comparison\./).waitFor()
  })

  test('look-alikes are distinguishable in rows, counts and on the page of a row', async () => {
    await page.goto(`/datasets/${id}?limit=20&columns=name,hair_color`)
    expect(await page.getByRole('cell', { name: 'fair', exact: true }).count()).toBe(2)
    expect(await page.locator('tbody').getByRole('img', { name: 'space', exact: true }).count()).toBe(2)
    expect(await page.locator('tbody').getByRole('img', { name: 'no-break space' }).count()).toBe(2)
    expect(await page.locator('tbody').getByRole('img', { name: 'carriage return' }).count()).toBe(2)
    expect(await page.locator('tbody').getByTitle('written as U+0065 and U+0301').count()).toBe(1)
    await page.goto(`/datasets/${id}/counts?columns=hair_color`)
    await page
      .getByRole('row', { name: /^fairspace/ })
      .getByRole('link')
      .click()
    await page.getByText('All 2 rows shown.').waitFor()
    expect(await readParams(page)).toEqual([['hair_color', 'fair ']])
    await page.goto(`/datasets/${id}/rows/5`)
    const sign = page.getByRole('definition').getByRole('img', { name: 'no-break space' })
    await sign.waitFor({ state: 'attached' })
  })
})

test.each([
  ['q=padme', 2],
  ['q=PADM%C3%89', 2],
  ['name__contains=padme%CC%81', 2],
  ['name=Padm%C3%A9', 1],
  ['hair_color__in="brown, grey"', 2],
  ['hair_color__in=brown, fair', 4],
])('with %s the API finds %i rows', async (query, total) => {
  const { body } = await ask(server, `/api/datasets/${id}/rows?limit=1&${encodeURI(decodeURI(query))}`)
  expect(JSON.parse(body)).toMatchObject({ total })
})
