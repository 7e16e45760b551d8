import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { downloadFrom } from './http'
import { person, planet, serveArrays, type Source, startSource } from './reality/source'
import { startServer, type TestServer } from './server'

let source: Source
let server: TestServer
let browser: Browser
let before: string
let after: string

const PLANETS = [planet(1, 'Tatooine'), planet(8, 'Naboo')]
const PEOPLE = Array.from({ length: 12 }, (_, index) => person(index + 1))

/** A later state: one gone, one new, and two moved. */
const LATER = [
  ...PEOPLE.slice(0, 11).map((one, index) =>
    index < 2 ? { ...one, homeworld: '/api/planets/8/', edited: '2026-01-01T00:00:00Z' } : one,
  ),
  person(99, { name: 'Grogu' }),
]

beforeAll(async () => {
  source = await startSource(serveArrays(PEOPLE, PLANETS))
  server = await startServer({ env: { SWAPI_SOURCES: source.url } })
  browser = await launchBrowser()
  before = await downloadFrom(server, source.url)
  source.behave(serveArrays(LATER, PLANETS))
  after = await downloadFrom(server, source.url)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await source?.close()
})

async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: server.url, ...options })).newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  return page
}

/** The visible text of the changes. */
function readChanges(page: Page): Promise<string[]> {
  return page
    .getByRole('table', { name: 'Table of changes' })
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).innerText.replace(/\s+/g, ' ')))
}

async function expectAccessible(page: Page): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(excess).toBeLessThanOrEqual(0)
  expect(await findFaults(page)).toEqual([])
}

describe.each<[string, BrowserContextOptions]>([
  ['on a desktop', { viewport: { width: 1280, height: 800 } }],
  ['on a phone, in dark mode', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
])('two downloads are compared %s', (_, options) => {
  test('one click says what changed since the previous one, and one more shows which rows', async () => {
    const page = await openPage(options)
    await page.goto(`/datasets/${after}`)
    await page.getByRole('link', { name: 'Compare' }).click()
    await page.waitForURL(`**/datasets/${after}/compare/${before}`)
    await page.getByText('1 added, 1 removed, 2 changed in 2 cells, 9 the same; date left out').waitFor()
    expect(await readChanges(page)).toEqual([
      '± changed 1 Person 1 Tatooine → Naboo',
      '± changed 2 Person 2 Tatooine → Naboo',
      '− removed 12 Person 12 Tatooine',
      '+ added 99 Grogu Tatooine',
    ])
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Tatooine → Naboo' }).click()
    await page.getByText('homeworld changed from Tatooine to Naboo').waitFor()
    expect(await readChanges(page)).toHaveLength(2)
    await expectAccessible(page)
    await page.context().close()
  })

  test('counts before and after stand side by side', async () => {
    const page = await openPage(options)
    await page.goto(`/datasets/${after}/compare/${before}?count=homeworld`)
    const table = page.getByRole('table', { name: 'Table of compared counts' })
    expect(
      (await table.locator('tbody tr').allInnerTexts()).map((row) => row.split(/\s+/).slice(0, 4)),
    ).toEqual([
      ['Tatooine', '12', '10', '−2'],
      ['Naboo', '0', '2', '+2'],
    ])
    await expectAccessible(page)
    await page.context().close()
  })
})

test('a character’s history is one click from a change, and a count over time one from a condition', async () => {
  const page = await openPage()
  await page.goto(`/datasets/${after}/compare/${before}?change=changed`)
  await page.getByTitle('Its history over all downloads').first().click()
  await page.getByRole('heading', { name: 'Person 1' }).waitFor()
  expect(await page.locator('ol > li > p').allInnerTexts()).toEqual([
    expect.stringMatching(/^1 value changed/),
    expect.stringMatching(/^first seen/),
  ])
  expect(await page.locator('ol > li > ul').allInnerTexts()).toEqual(['homeworld Tatooine → Naboo'])
  await expectAccessible(page)
  await page.goto(`/datasets/${after}?homeworld=Naboo`)
  await page.getByRole('link', { name: 'Over time' }).click()
  const table = page.getByRole('table', { name: 'Counts over time' })
  await table.waitFor()
  expect((await table.locator('tbody tr').allInnerTexts()).map((row) => row.split('\t').slice(2))).toEqual([
    ['2', '+2', '12'],
    ['0', '', '12'],
  ])
  await expectAccessible(page)
  await page.goto('/people/12345')
  await page.getByText('No download has a character with SWAPI’s number 12,345').waitFor()
  await page.context().close()
})

test('it works without JavaScript: another dataset is chosen, and the comparison turned round', async () => {
  const page = await openPage({ javaScriptEnabled: false })
  await page.goto(`/datasets/${after}/compare/${before}`)
  await page.getByRole('link', { name: 'Swap', exact: true }).click()
  await page.getByText('1 added, 1 removed, 2 changed in 2 cells, 9 the same').waitFor()
  expect((await readChanges(page))[2]).toBe('+ added 12 Person 12 Tatooine')
  await page.getByRole('combobox', { name: 'What changed since' }).selectOption(after)
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.waitForURL(`**/datasets/${before}/compare/${after}`)
  await page.context().close()
})

test('a name such as previous leads to an id, and what cannot be compared is said', async () => {
  const page = await openPage()
  await page.goto(`/datasets/${after}/compare/previous?change=added`)
  await page.waitForURL(`**/datasets/${after}/compare/${before}?change=added`)
  await page.goto(`/datasets/${after}/compare/${after}`)
  await page.getByText('A dataset is the same as itself. Choose another one to compare it with.').waitFor()
  expect((await page.goto(`/datasets/${after}/compare/nope`))?.status()).toBe(404)
  await page.context().close()
})
