import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { startServer, type TestServer } from './server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

let swapi: SwapiServer
let server: TestServer
let browser: Browser
let page: Page

beforeAll(async () => {
  swapi = await startSwapiServer({ shape: 'paged', delayMs: 400 })
  server = await startServer({ env: { SWAPI_SOURCES: `${swapi.url},archive` } })
  browser = await launchBrowser()
  page = await browser.newPage({ baseURL: server.url })
  page.setDefaultTimeout(TIMEOUT_MS)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await swapi?.close()
})

/** The visible text of a table's cells. */
function readTable(on: Page): Promise<string[][]> {
  return on.locator('tbody tr:visible').evaluateAll((rows) =>
    rows.map((row) =>
      Array.from(row.querySelectorAll<HTMLElement>('td, th'))
        .filter((cell) => cell.getAttribute('aria-hidden') !== 'true')
        .map((cell) => cell.innerText),
    ),
  )
}

async function showsText(text: string): Promise<void> {
  await page.getByText(text, { exact: true }).first().waitFor()
}

describe('the main job, as a visitor does it', () => {
  test('with empty storage the dashboard is empty and says what to do', async () => {
    await page.goto('/')
    expect(await page.locator('tbody tr').count()).toBe(0)
    expect(await page.getByRole('main').innerText()).toMatch(
      /No datasets yet\s+Press “Download latest” above\./,
    )
  })

  test('one click starts a download whose progress updates without reloading', async () => {
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    await page.getByRole('button', { name: 'Download latest' }).click()
    await showsText('Download started. The dataset appears below when it is complete.')
    const bar = page.getByRole('progressbar')
    const seen = new Set<string | null>()
    await bar.waitFor()
    while (await bar.count()) {
      seen.add(await bar.getAttribute('aria-valuetext', { timeout: 1_000 }).catch(() => null))
      await page.waitForTimeout(50)
    }
    // First nothing, then a growing number of the fifteen pages.
    expect([...seen].filter((text) => / of 1[45] pages$/.test(text ?? '')).length).toBeGreaterThan(1)
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
    await showsText('Ready')
    await page.getByText('Download started.').waitFor({ state: 'detached' })
  })

  test('the dataset appears with its metadata', async () => {
    const row = (await readTable(page))[0]?.map((cell) => cell.replaceAll(/\s+/g, ' '))
    expect(row?.[1]).toMatch(
      /^82 characters · \d{1,2} \w{3} \d{4}, \d\d:\d\d Ready people-\d{8}-\d{6}-\w{5}\.csv$/,
    )
    expect(row?.[2]).toMatch(/^(just now|1 minute ago)$/)
    expect(row?.slice(3, 7)).toEqual([new URL(swapi.url).host, '82', '5.9 kB', '15'])
    expect(swapi.requests).toHaveLength(15)
  })

  test('it opens with its receipt in one line and its first ten rows', async () => {
    await page.getByRole('link', { name: /^82 characters · / }).click()
    await page.getByRole('heading', { level: 1, name: /^82 characters · / }).waitFor()
    expect(await page.getByRole('main').innerText()).toMatch(
      /82 of 82 people, 60 planets, 15 requests, 0 retries, \d+\.\d s, sha256 130378ec…/,
    )
    const rows = await readTable(page)
    expect(rows).toHaveLength(10)
    expect(rows[0]).toEqual([
      '1',
      'Luke Skywalker',
      '172',
      '77',
      'blond',
      'fair',
      'blue',
      '19BBY',
      'male',
      'Tatooine',
      '2014-12-20',
    ])
  })

  test('"Load more" adds ten rows at a time, keeps the scroll position, and disappears at the end', async () => {
    const more = page.getByRole('link', { name: /^Load \d+ more$/ })
    for (let shown = 10; shown < 82; shown += 10) {
      await more.scrollIntoViewIfNeeded()
      const before = await page.evaluate(() => window.scrollY)
      await more.click()
      await page.waitForFunction(
        (count) => document.querySelectorAll('tbody tr').length === count,
        Math.min(shown + 10, 82),
      )
      expect(await page.evaluate(() => window.scrollY)).toBeGreaterThanOrEqual(before)
    }
    await showsText('All 82 rows shown.')
    expect(await more.count()).toBe(0)
    expect(new URL(page.url()).searchParams.get('limit')).toBe('90')
    expect((await readTable(page)).at(-1)?.slice(0, 2)).toEqual(['82', 'Tion Medon'])
  })

  test('ticking date and homeworld counts every combination of the whole dataset', async () => {
    await page.getByRole('link', { name: 'Counts', exact: true }).click()
    // Boxes count at once, in the order they are ticked; the button is for visitors without JavaScript.
    await page.getByRole('checkbox', { name: 'homeworld' }).check()
    await page.waitForURL((url) => url.searchParams.get('columns') === 'homeworld')
    await page.getByRole('checkbox', { name: 'date' }).check()
    // Counting homeworlds alone also yields 49.
    await page.waitForURL((url) => url.searchParams.get('columns') === 'homeworld,date')
    await page.getByText(/49 combinations, 82 rows/).waitFor()
    await page.getByRole('columnheader', { name: 'date' }).waitFor()
    const rows = await readTable(page)
    expect(rows).toHaveLength(49)
    expect(rows.slice(0, 4)).toEqual([
      ['Naboo', '2014-12-20', '11', '13.4 %'],
      ['Tatooine', '2014-12-20', '10', '12.2 %'],
      ['unknown', '2014-12-20', '5', '6.1 %'],
      ['Alderaan', '2014-12-20', '3', '3.7 %'],
    ])
    expect(rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(82)
  })

  test('the URL of the counts shows the same to another visitor without JavaScript', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const other = await context.newPage()
    other.setDefaultTimeout(TIMEOUT_MS)
    await other.goto(page.url())
    // Compare the visible text of the cells.
    expect(await other.locator('tbody td:not([aria-hidden])').allInnerTexts()).toEqual(
      (await readTable(page)).flat(),
    )
    await other.getByRole('link', { name: 'homeworld', exact: true }).click()
    expect(new URL(other.url()).searchParams.get('sort')).toBe('homeworld')
    expect(await other.locator('th[aria-sort=ascending] a').getAttribute('title')).toBe('Sort by this column')
    expect(await other.locator('th[aria-sort=ascending]').innerText()).toMatch(/^homeworld\s*↑$/)
    const sorted = await other.locator('tbody td:first-child').allInnerTexts()
    expect([sorted.length, sorted[0], sorted.at(-1)]).toEqual([49, 'Alderaan', 'unknown'])
    await context.close()
  })

  test('the heading of the counts sorts the smallest first, and then the largest again', async () => {
    const count = page.getByRole('link', { name: 'Count', exact: true })
    await count.click()
    await page.locator('th[aria-sort=ascending]').waitFor()
    expect(new URL(page.url()).search).toBe('?columns=homeworld,date&sort=count')
    expect((await readTable(page)).slice(0, 2)).toEqual([
      ['Aleen Minor', '2014-12-20', '1', '1.2 %'],
      ['Bespin', '2014-12-20', '1', '1.2 %'],
    ])
    await count.click()
    await page.locator('th[aria-sort=descending]').waitFor()
    expect(new URL(page.url()).search).toBe('?columns=homeworld,date')
    expect((await readTable(page))[0]).toEqual(['Naboo', '2014-12-20', '11', '13.4 %'])
  })

  test('a count links to exactly its rows, which can be searched, sorted and shared', async () => {
    const counts = page.url()
    await page
      .getByRole('row', { name: /Tatooine/ })
      .getByRole('link', { name: '10' })
      .click()
    await showsText('All 10 rows shown.')
    await page.getByLabel('Search all columns').fill('blue')
    await page.getByRole('button', { name: 'Search' }).click()
    await showsText('All 5 rows shown.')
    await page.getByTitle('Sort by height').click()
    await page.waitForURL(/sort=height/)
    await page.locator('th[aria-sort=ascending]').waitFor()
    expect(new URL(page.url()).search).toBe('?homeworld=Tatooine&date=2014-12-20&q=blue&sort=height')
    expect((await readTable(page)).map((row) => [row[1], row[2]])).toEqual([
      ['Beru Whitesun lars', '165'],
      ['Luke Skywalker', '172'],
      ['Owen Lars', '178'],
      ['Cliegg Lars', '183'],
      ['Anakin Skywalker', '188'],
    ])
    await page.goto(counts)
  })

  test('one column can be counted alone: date has one value for all 82', async () => {
    const id = /datasets\/([^/]+)/.exec(page.url())?.[1]
    await page.goto(`/datasets/${id}/counts?columns=date`)
    expect(await readTable(page)).toEqual([['2014-12-20', '82', '100.0 %']])
  })

  test('the CSV that the browser saves is the stored file', async () => {
    const id = /datasets\/([^/]+)/.exec(page.url())?.[1] ?? ''
    await page.goto(`/datasets/${id}`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download CSV' }).click(),
    ])
    const stored = path.join(server.storageDir, 'datasets', id, `people-${id}.csv`)
    expect(download.suggestedFilename()).toBe(`people-${id}.csv`)
    expect(readFileSync(await download.path())).toEqual(readFileSync(stored))
  })

  test('the URL of an unknown dataset says so', async () => {
    const answer = await page.goto('/datasets/20200101-000000-aaaaa')
    expect(answer?.status()).toBe(404)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Page not found')
  })
})
