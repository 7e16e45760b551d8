import type { Page } from 'playwright-core'
import { readFocus, readQuery, setUpDataset } from './dataset-site'

const visit = setUpDataset()

describe('the place in the page is kept', () => {
  /** Scrolls down, acts, and expects the page at the same height. */
  async function expectStill(page: Page, act: () => Promise<void>): Promise<void> {
    await page.evaluate(() => scrollTo(0, 120))
    const before = await page.evaluate(() => scrollY)
    expect(before).toBe(120)
    await act()
    expect(await page.evaluate(() => scrollY)).toBe(before)
  }

  test('when a condition is added with the form', async () => {
    await visit('?gender=male&limit=50', async (page) => {
      await expectStill(page, async () => {
        await page.locator('summary', { hasText: 'Add a condition' }).click()
        await page.getByRole('combobox', { name: 'Column' }).selectOption('height')
        await page.getByRole('combobox', { name: 'Comparison' }).selectOption('is at least')
        await page.getByLabel('Value', { exact: true }).fill(' 150 ')
        // What JavaScript adds to the form has been loaded once values are suggested.
        await page.locator('input[name=value][list]').waitFor()
        await page.getByRole('button', { name: 'Add', exact: true }).click()
        await page.getByRole('link', { name: 'Remove: height ≥ 150' }).waitFor()
        expect(readQuery(page)).toMatch(/^\?gender=male&height__gte=150/)
        expect(await readFocus(page)).toBe('Add a condition')
      })
    })
  })

  test('when conditions are removed; the focus goes to the next one, and at last to the menus above', async () => {
    await visit('?gender=male&height__gte=150&q=a&limit=50', async (page) => {
      await expectStill(page, async () => {
        await page.getByRole('link', { name: 'Remove: height ≥ 150' }).press('Enter')
        await page.getByRole('link', { name: 'Remove: height ≥ 150' }).waitFor({ state: 'detached' })
        expect(await readFocus(page)).toBe('Remove: any column contains “a”')
        await page.keyboard.press('Enter')
        await page.getByRole('link', { name: /^Remove: any/ }).waitFor({ state: 'detached' })
        await page.getByRole('link', { name: 'Remove: gender is male' }).press('Enter')
        await page.getByText('82 rows', { exact: true }).waitFor()
        await page.waitForFunction(() => document.activeElement?.textContent === 'Add a condition')
      })
    })
  })
})
