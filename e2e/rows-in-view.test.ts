import type { Browser } from 'playwright-core'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { downloadArchive, downloadFrom } from './http'
import { startServer, type TestServer } from './server'

let server: TestServer
let browser: Browser
const ids: Record<string, string> = {}

beforeAll(async () => {
  // A closed port refuses at once, so an automatic download comes from the archive.
  server = await startServer({ env: { SWAPI_SOURCES: 'http://127.0.0.1:47001/api,archive' } })
  browser = await launchBrowser()
  ids['from the archive'] = await downloadArchive(server)
  ids['failed over to the archive'] = await downloadFrom(server, 'auto')
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const TWO_CONDITIONS = '?gender=male&height__gte=150'

interface Place {
  /** Rows that are whole in the window. */
  whole: number
  /** From the top of the window to the first row, in CSS pixels. */
  top: number
  /** Of the head of the table. */
  head: number
  /** Of the highest row. */
  row: number
}

async function measure(address: string, width: number, height: number, dark: boolean): Promise<Place> {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
  })
  page.setDefaultTimeout(TIMEOUT_MS)
  await page.goto(server.url + address, { waitUntil: 'networkidle' })
  const place = await page.evaluate(() => {
    const heightOf = (element: Element | null): number => element?.getBoundingClientRect().height ?? NaN
    const rows = [...document.querySelectorAll('tbody tr')]
    const boxes = rows.map((row) => row.getBoundingClientRect())
    return {
      whole: boxes.filter(({ bottom }) => bottom <= innerHeight).length,
      top: boxes[0]?.top ?? NaN,
      head: heightOf(document.querySelector('thead')),
      row: Math.max(...rows.map(heightOf)),
    }
  })
  await page.close()
  return place
}

describe.each(['from the archive', 'failed over to the archive'])('a dataset %s', (name) => {
  describe.each([
    ['light', false],
    ['dark', true],
  ])('in %s', (_, dark) => {
    test('shows all ten of the first rows in a window of 1280×800', async () => {
      const { whole, head, row } = await measure(`/datasets/${ids[name]}`, 1280, 800, dark)
      expect(whole).toBe(10)
      expect(head).toBeLessThanOrEqual(110)
      expect(row).toBeLessThanOrEqual(36)
    })

    test('shows at least eight rows under two conditions in a window of 1280×720', async () => {
      const { whole } = await measure(`/datasets/${ids[name]}${TWO_CONDITIONS}`, 1280, 720, dark)
      expect(whole).toBeGreaterThanOrEqual(8)
    })

    test('starts its rows above 420 pixels on a phone of 390×844', async () => {
      const { top } = await measure(`/datasets/${ids[name]}`, 390, 844, dark)
      expect(top).toBeLessThan(420)
    })
  })
})
