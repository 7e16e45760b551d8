import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { addSchedule, downloadArchive } from './http'
import { listPages } from './routes'
import { startServer, type TestServer } from './server'
import { startTrickle } from './trickle'

/** With a token there is a sign-in page; without PRIVATE every visitor may read. */
const TOKEN = 'a-token-that-is-long-enough'

let server: TestServer
let browser: Browser
let id: string
let schedule: string

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive', ACCESS_TOKEN: TOKEN } })
  browser = await launchBrowser()
  const headers = { authorization: `Bearer ${TOKEN}` }
  id = await downloadArchive(server, headers)
  schedule = await addSchedule(server, headers)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Opens a page for a new visitor, and closes it afterwards. */
async function withPage(options: BrowserContextOptions, visit: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: server.url, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  await visit(page)
  await context.close()
}

const DESKTOP = { viewport: { width: 1280, height: 800 } }
const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true }
/** The viewport of a 1280-pixel window at 200 % zoom. */
const ZOOMED = { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }

interface Watched extends Window {
  shifts: { value: number; moved: string[] }[]
  darkFrames: boolean[]
}

/** Records layout shifts without user input, from the start. */
function watchShifts(): void {
  const watched = window as unknown as Watched
  watched.shifts = []
  interface LayoutShift extends PerformanceEntry {
    value: number
    hadRecentInput: boolean
    sources: { node: Node | null }[]
  }
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries() as LayoutShift[])
      if (!hadRecentInput)
        watched.shifts.push({
          value,
          moved: sources.map(({ node }) => node?.textContent?.slice(0, 60) ?? ''),
        })
  }).observe({ type: 'layout-shift', buffered: true })
}

/** Records for each frame with content whether it is dark. */
function watchTheme(): void {
  const watched = window as unknown as Watched
  watched.darkFrames = []
  const look = (): void => {
    if (document.querySelector('header') !== null)
      watched.darkFrames.push(document.documentElement.classList.contains('dark'))
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

describe('nothing moves while a page comes in small pieces, and its fonts late', () => {
  test.each([
    ['the dashboard', () => '/'],
    ['a dataset', () => `/datasets/${id}`],
    ['counts', () => `/datasets/${id}/counts?columns=homeworld,eye_color`],
    ['a pivot', () => `/datasets/${id}/counts?columns=homeworld,eye_color&view=pivot`],
  ])('%s', async (_, address) => {
    await Promise.all([DESKTOP, PHONE].map((options) => expectStill(options, address())))
  })
})

async function expectStill(options: BrowserContextOptions, address: string): Promise<void> {
  const trickle = await startTrickle(server)
  try {
    await withPage({ ...options, baseURL: trickle.url }, async (page) => {
      await page.addInitScript(watchShifts)
      await page.goto(address, { waitUntil: 'networkidle' })
      await page.evaluate(() => document.fonts.ready)
      // Shifts are reported after the frame in which they occur.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      )
      const shifts = await page.evaluate(() => (window as unknown as Watched).shifts)
      const sum = shifts.reduce((total, { value }) => total + value, 0)
      expect(sum < 0.02 ? [] : shifts).toEqual([])
    })
  } finally {
    trickle.close()
  }
}

describe('the chosen theme applies from the first frame', () => {
  test.each([
    ['dark', 'light'],
    ['light', 'dark'],
  ] as const)('%s, when the system is %s', async (theme, colorScheme) => {
    await withPage({ ...DESKTOP, colorScheme }, async (page) => {
      await page.addInitScript((chosen) => localStorage.setItem('theme', chosen), theme)
      await page.addInitScript(watchTheme)
      for (const address of ['/', `/datasets/${id}`, '/datasets/20200101-000000-aaaaa']) {
        await page.goto(address, { waitUntil: 'networkidle' })
        await page.waitForFunction(() => (window as unknown as Watched).darkFrames.length > 2)
        const darkFrames = await page.evaluate(() => (window as unknown as Watched).darkFrames)
        expect(new Set(darkFrames)).toEqual(new Set([theme === 'dark']))
      }
    })
  })
})

test.each([
  ['as narrow as a phone', PHONE],
  ['zoomed in', ZOOMED],
])('no page scrolls horizontally when it is %s', async (_, options) => {
  await withPage(options, async (page) => {
    const pivot = `/datasets/${id}/counts?columns=homeworld,eye_color&view=pivot`
    const found: [string, boolean][] = []
    for (const address of [...listPages(id, schedule), pivot]) {
      const answer = await page.goto(address)
      expect([address, answer?.status(), new URL(page.url()).pathname]).toEqual([
        address,
        200,
        new URL(address, server.url).pathname,
      ])
      const isWithin = await page.evaluate(() => document.scrollingElement!.scrollWidth <= innerWidth)
      found.push([address, isWithin])
    }
    expect(found.filter(([, isWithin]) => !isWithin)).toEqual([])
    expect(found.length).toBeGreaterThan(7)
  })
})

test.each([
  ['on a desktop, in light mode', { ...DESKTOP, colorScheme: 'light' }],
  ['on a phone, in dark mode', { ...PHONE, colorScheme: 'dark' }],
] as const)('no page has accessibility violations: %s', async (_, options) => {
  await withPage(options, async (page) => {
    for (const address of listPages(id, schedule)) {
      await page.goto(address, { waitUntil: 'networkidle' })
      expect([address, await findFaults(page)]).toEqual([address, []])
    }
  })
})

test.each([
  ['a phone', PHONE],
  ['a zoomed page', ZOOMED],
  ['a tablet', { viewport: { width: 1024, height: 768 } }],
  ['a desktop', DESKTOP],
])('on %s a menu opens over the page, moves nothing, and is fully visible', async (_, options) => {
  await withPage(options, async (page) => {
    await page.goto(`/datasets/${id}`, { waitUntil: 'networkidle' })
    const readPlaces = (): Promise<number[][]> =>
      page.locator('main summary, main table, main form input[type=search]').evaluateAll((all) =>
        all.map((one) => {
          const { x, y } = one.getBoundingClientRect()
          return [x + scrollX, y + scrollY]
        }),
      )
    const before = await readPlaces()
    for (const label of ['Add a condition', 'Columns', 'Export']) {
      await page.locator('summary', { hasText: label }).press('Enter')
      const panel = page.locator('details[open] > div')
      await panel.waitFor()
      const { x, width } = (await panel.boundingBox())!
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThanOrEqual(options.viewport.width)
      expect(await readPlaces()).toEqual(before)
    }
    await page.getByRole('heading', { level: 1 }).click()
    expect(await page.locator('details[open]').count()).toBe(0)
  })
})
