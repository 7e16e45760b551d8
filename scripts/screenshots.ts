/**
 * `npm run screenshots`: every page and state at desktop and phone width, light and dark, for review
 * (e2e/screenshots/), and those that the documentation shows (docs/images/).
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../e2e/browser'
import { startServer, type TestServer } from '../e2e/server'
import { takeTour } from './shared/tour'
import { canonicalRecords, startSwapiServer } from '../lib/testing/swapi-server'

const FOLDER = path.join('e2e', 'screenshots')
const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }
/** Shown in the documentation as a person sees them; all others are taken whole. */
const WINDOWS_ONLY = new Set(['dataset', 'compare'])
const DOCUMENTED = ['dataset-wide-light', 'pivot-wide-dark', 'failed-wide-light', 'compare-wide-light']

const LONG = 'Jabba Desilijic Tiure of the Hutt Clan, '.repeat(8)

mkdirSync(FOLDER, { recursive: true })
mkdirSync(path.join('docs', 'images'), { recursive: true })

const swapi = await startSwapiServer({ shape: 'paged' })
const slow = await startSwapiServer({ shape: 'paged', delayMs: 3_000 })
const strange = await startSwapiServer({
  shape: 'array',
  people: canonicalRecords('people').map((person) => ({
    ...person,
    ...(person.id === 1 && { homeworld: null, name: LONG, skin_color: 'x'.repeat(300), eye_color: '' }),
  })),
})
const short = await startSwapiServer({
  shape: 'paged',
  change: (body, { resource, page }) =>
    resource === 'people' && page === 3
      ? { ...(body as object), results: (body as { results: unknown[] }).results.slice(1) }
      : body,
})
const broken = await startSwapiServer({
  shape: 'paged',
  intercept: ({ resource, page }, response) =>
    resource === 'people' && page === 5 && Boolean(response.writeHead(503).end()),
})
/** A later edition: one gone, one new, and everybody of Tatooine moved. */
const later = await startSwapiServer({
  shape: 'array',
  people: [
    ...canonicalRecords('people')
      .filter(({ id }) => id !== 3)
      .map((person) => ({
        ...person,
        edited: '2026-11-20T00:00:00.000000Z',
        ...(person.homeworld === 1 && { homeworld: 8 }),
        ...(person.id === 1 && { hair_color: 'grey', mass: '80' }),
      })),
    { ...canonicalRecords('people')[0], id: 99, name: 'Grogu', height: '34' },
  ],
})
const sources = [swapi, slow, strange, short, broken, later]
const server = await startServer({
  env: { SWAPI_SOURCES: sources.map(({ url }) => url).join() + ',archive' },
})
/** With default settings, and the sources that users see. */
const usual = await startServer()
/** Offline, so that the first download comes from the archive at once. */
const tour = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
/** For the sign-in page. */
const closed = await startServer({ env: { ACCESS_TOKEN: 'a-token-that-is-long-enough', PRIVATE: '1' } })
const browser = await launchBrowser()

try {
  await takeAll(browser)
} finally {
  await browser.close()
  await server.stop()
  await usual.stop()
  await tour.stop()
  await closed.stop()
  await Promise.all(sources.map((source) => source.close()))
}

async function takeAll(on: Browser): Promise<void> {
  await shoot(on, 'empty-usual', '/', { at: usual })
  await takeTour(on, tour, path.join('docs', 'images', 'tour.webp'))
  await download('archive', usual)
  await download('archive', usual)
  await shoot(on, 'dashboard-usual', '/', { at: usual })
  const unchanged = await ended(await request('archive', usual, false), usual)
  await shoot(on, 'dashboard-unchanged', '/', { at: usual })
  await shoot(on, 'unchanged', `/datasets/${unchanged}`, { at: usual })
  await shoot(on, 'empty', '/')
  await download(short.url)
  const odd = await download(strange.url)
  const archive = await download('archive')
  const id = await download(swapi.url)
  await shoot(on, 'dashboard', '/')
  await shoot(on, 'dashboard-nothing', '/?q=zzz')
  await shoot(on, 'palette', '/', { act: press('Control+k') })
  await shoot(on, 'keys', '/', { act: press('?') })
  await shoot(on, 'api', '/api-docs')
  await shoot(on, 'login', '/login', { at: closed })
  await shoot(on, 'dataset', `/datasets/${id}`)
  await shoot(on, 'dataset-end', `/datasets/${id}?limit=90`)
  await shoot(on, 'dataset-offset', `/datasets/${id}?offset=70`)
  await shoot(on, 'dataset-past-end', `/datasets/${id}?offset=500`)
  await shoot(on, 'dataset-long', `/datasets/${odd}`)
  await shoot(on, 'dataset-columns', `/datasets/${id}?columns=name,height,homeworld`, {
    act: open('Columns: 3 of 10'),
  })
  await shoot(on, 'dataset-condition', `/datasets/${id}?homeworld=Tatooine`, { act: open('Add a condition') })
  await shoot(on, 'dataset-export', `/datasets/${id}?homeworld=Tatooine`, { act: open('Export') })
  await shoot(on, 'row', `/datasets/${id}/rows/17`)
  await shoot(on, 'row-long', `/datasets/${odd}/rows/1`)
  await shoot(on, 'counts', `/datasets/${id}/counts?columns=date,homeworld`)
  await shoot(on, 'counts-filtered', `/datasets/${id}/counts?columns=homeworld&q=blue&height__gt=150`)
  await shoot(on, 'counts-nothing', `/datasets/${id}/counts?columns=homeworld&q=zzz`)
  await shoot(on, 'pivot', `/datasets/${id}/counts?columns=eye_color,gender&view=pivot`)
  await shoot(on, 'pivot-wide', `/datasets/${id}/counts?columns=name,homeworld&view=pivot`)
  await shoot(on, 'pivot-long', `/datasets/${odd}/counts?columns=skin_color,eye_color&view=pivot`)
  await shoot(on, 'counts-none', `/datasets/${id}/counts`)
  await shoot(on, 'counts-long', `/datasets/${odd}/counts?columns=name,skin_color,eye_color`)
  await shoot(on, 'receipt', `/datasets/${id}/receipt`)
  const moved = await download(later.url)
  await shoot(on, 'compare', `/datasets/${moved}/compare/${id}`)
  await shoot(on, 'compare-counts', `/datasets/${moved}/compare/${id}?count=homeworld`)
  await shoot(on, 'compare-same', `/datasets/${id}/compare/${archive}`)
  await shoot(on, 'retention', '/retention?last=2')
  await fetch(`${server.url}/api/datasets/${archive}`, { method: 'DELETE' })
  await shoot(on, 'deleted', '/deleted')
  await shoot(on, 'deleted-dataset', `/datasets/${archive}`)
  await fetch(`${server.url}/api/datasets/${archive}/restore`, { method: 'POST' })
  await shoot(on, 'schedules-empty', '/schedules')
  await shoot(on, 'history', '/people/1')
  await shoot(on, 'history-count', '/history?homeworld=Naboo')
  await shoot(on, 'not-found', '/datasets/20200101-000000-aaaaa')
  const failed = await download(short.url)
  await shoot(on, 'failed', `/datasets/${failed}`)
  const troubled = await request(broken.url)
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  await shoot(on, 'running-troubled', `/datasets/${troubled}`)
  await ended(troubled)
  await fetch(`${server.url}/api/datasets/${troubled}/retry`, { method: 'POST' })
  await ended(troubled)
  await shoot(on, 'failed-twice', `/datasets/${troubled}`)
  await shoot(on, 'requests', `/datasets/${troubled}/requests`)
  await shoot(on, 'requests-none', `/datasets/${archive}/requests`)
  const running = await request(slow.url)
  await new Promise((resolve) => setTimeout(resolve, 3_500))
  await shoot(on, 'running', '/')
  await shoot(on, 'running-dataset', `/datasets/${running}`)
  for (const name of DOCUMENTED)
    copyFileSync(path.join(FOLDER, `${name}.png`), path.join('docs', 'images', `${name}.png`))
}

/** Opens the menu with this label. */
function open(label: string) {
  return (page: Page): Promise<void> => page.locator('summary', { hasText: label }).click()
}

/** Opens a dialog with a keyboard shortcut. */
function press(keys: string) {
  return async (page: Page): Promise<void> => {
    await page.keyboard.press(keys)
    await page.getByRole('dialog').waitFor()
  }
}

/** `act` runs before the screenshot is taken. */
async function shoot(
  on: Browser,
  name: string,
  address: string,
  { act, at = server }: { act?: (page: Page) => Promise<void>; at?: TestServer } = {},
): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await on.newPage({ baseURL: at.url, viewport, colorScheme })
      await page.goto(address, { waitUntil: act ? 'networkidle' : 'load' })
      await act?.(page)
      await page.screenshot({
        path: path.join(FOLDER, `${name}-${size}-${colorScheme}.png`),
        fullPage: !WINDOWS_ONLY.has(name),
      })
      await assertNoSidewaysScroll(page, `${name} ${size}`)
      await page.close()
    }
  }
}

async function assertNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (excess > 0) throw new Error(`${what}: the page is ${excess} px wider than the screen.`)
}

async function request(source: string, at = server, keepUnchanged = true): Promise<string> {
  const answer = await fetch(`${at.url}/api/datasets`, {
    method: 'POST',
    body: JSON.stringify({ source, keepUnchanged }),
  })
  const { dataset } = (await answer.json()) as { dataset: { id: string } }
  return dataset.id
}

async function download(source: string, at = server): Promise<string> {
  return ended(await request(source, at), at)
}

/** Waits until a download has ended; returns its id. */
async function ended(id: string, at = server): Promise<string> {
  for (;;) {
    const dataset = (await (await fetch(`${at.url}/api/datasets/${id}`)).json()) as { status: string }
    if (dataset.status !== 'queued' && dataset.status !== 'downloading') return id
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
