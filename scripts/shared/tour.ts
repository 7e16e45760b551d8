/** A short animated picture of the main journey, for the README: click, Tatooine, blue, export. */
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import type { TestServer } from '../../e2e/server'

const SIZE = { width: 1280, height: 800 }
/** Of the picture, in pixels: readable in a README, and under a megabyte. */
const WIDTH = 960

interface Frame {
  png: Buffer
  /** How long it is shown, in milliseconds. */
  ms: number
}

/** Takes the journey on a server without datasets, and writes it as an animated WebP. */
export async function takeTour(browser: Browser, server: TestServer, file: string): Promise<void> {
  const page = await browser.newPage({ baseURL: server.url, viewport: SIZE, colorScheme: 'light' })
  const frames: Frame[] = []
  const show = async (ms: number): Promise<void> => {
    frames.push({ png: await page.screenshot(), ms })
  }
  /** Marks what is clicked next, so that one can follow without a pointer. */
  const click = async (target: ReturnType<Page['locator']>): Promise<void> => {
    await target.evaluate((element: HTMLElement) => {
      element.style.outline = '3px solid #d97706'
      element.style.outlineOffset = '2px'
    })
    await show(900)
    await target.evaluate((element: HTMLElement) => element.style.removeProperty('outline'))
    await target.click()
  }
  await page.goto('/', { waitUntil: 'networkidle' })
  await show(1_200)
  await click(page.getByRole('button', { name: 'Download latest' }))
  const dataset = page.getByRole('link', { name: /^82 characters/ }).first()
  await dataset.waitFor()
  await show(1_200)
  await click(dataset)
  await page.getByTitle('Tatooine: 10 rows').waitFor()
  await show(1_500)
  await click(page.getByTitle('Tatooine: 10 rows'))
  await page.getByText('10 of 82 rows').waitFor()
  await page.getByTitle('blue: 5 rows').waitFor()
  await show(1_200)
  await click(page.getByTitle('blue: 5 rows'))
  await page.getByText('5 of 82 rows').waitFor()
  await page.waitForLoadState('networkidle')
  await show(1_500)
  await click(page.locator('summary', { hasText: 'Export' }).first())
  await show(2_500)
  await page.close()
  await writeAnimation(frames, file)
}

async function writeAnimation(frames: Frame[], file: string): Promise<void> {
  const small = await Promise.all(frames.map(({ png }) => sharp(png).resize(WIDTH).png().toBuffer()))
  await sharp(small, { join: { animated: true } })
    .webp({ quality: 80, effort: 6, delay: frames.map(({ ms }) => ms), loop: 0 })
    .toFile(file)
}
