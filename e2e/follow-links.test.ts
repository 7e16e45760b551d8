import type { BrowserContextOptions, Page } from 'playwright-core'
import { TIMEOUT_MS } from './browser'
import { setUpDataset } from './dataset-site'

const visitIn = setUpDataset()

/** High enough for the distributions, and too low for fifty rows. */
const WINDOW = { viewport: { width: 1280, height: 600 } }

const visit = (
  query: string,
  act: (page: Page) => Promise<void>,
  options?: BrowserContextOptions,
): Promise<void> => visitIn(query, act, { ...WINDOW, ...options })

/** Marks the document: a page that is loaded anew has no mark. */
async function mark(page: Page): Promise<void> {
  // Links lead on once React has hydrated them.
  await page.locator('summary', { hasText: 'Columns' }).click()
  await page.keyboard.press('Escape')
  await page.evaluate(() => Object.assign(window, { isMarked: true }))
}

const isMarked = (page: Page): Promise<boolean> => page.evaluate(() => 'isMarked' in window)

describe('a plain link in a table', () => {
  test('changes the view without loading the document anew, and keeps the place in the page', async () => {
    await visit('?limit=50', async (page) => {
      await mark(page)
      await page.evaluate(() => scrollTo(0, 120))
      await page.getByRole('link', { name: 'height', exact: true }).click()
      await page
        .getByRole('columnheader', { name: 'height' })
        .and(page.locator('[aria-sort=ascending]'))
        .waitFor()
      expect(await page.evaluate(() => scrollY)).toBe(120)
      await page.getByTitle(/^male: /).click()
      await page.getByRole('link', { name: 'Remove: gender is male' }).waitFor()
      expect(await page.evaluate(() => scrollY)).toBe(120)
      expect(await isMarked(page)).toBe(true)
      await page.goBack()
      await page.getByText('82 rows', { exact: true }).waitFor()
    })
  })

  test('to another page begins at its top', async () => {
    await visit('?limit=50', async (page) => {
      await mark(page)
      await page.evaluate(() => scrollTo(0, 120))
      await page.getByRole('link', { name: '1', exact: true }).focus()
      await page.keyboard.press('Enter')
      await page.waitForURL('**/rows/1?*')
      await page.getByText('Luke Skywalker').first().waitFor()
      expect([await page.evaluate(() => scrollY), await isMarked(page)]).toEqual([0, true])
    })
  })

  test('opens in a new tab where the visitor asks for one', async () => {
    await visit('', async (page) => {
      await mark(page)
      const [tab] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByTitle(/^male: /).click({ modifiers: ['Control'] }),
      ])
      await tab.getByRole('link', { name: 'Remove: gender is male' }).waitFor({ timeout: TIMEOUT_MS })
      expect(await page.getByText('82 rows', { exact: true }).count()).toBe(1)
    })
  })

  test('leads on without JavaScript', async () => {
    await visit(
      '',
      async (page) => {
        await page.getByTitle(/^male: /).click()
        await page.getByRole('link', { name: 'Remove: gender is male' }).waitFor()
      },
      { javaScriptEnabled: false },
    )
  })
})

test('a utility of a call overrides the look of a control', async () => {
  await visit('', async (page) => {
    // `.button-md` is 36 px high; the summary of this panel says `h-8`, where `.disclosure` says 36 px.
    const heights = await page
      .locator('summary')
      .evaluateAll((all) => all.map((one) => [one.textContent, one.getBoundingClientRect().height]))
    expect(heights).toEqual(
      expect.arrayContaining([
        ['Rename', 32],
        ['Columns', 36],
      ]),
    )
  })
})
