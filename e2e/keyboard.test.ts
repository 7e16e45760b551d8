import type { Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { CountsSite, showsHeading } from './counts-site'

const site = new CountsSite()

/** Presses the keys that open a dialog, again while the page's code is not there yet to listen. */
async function open(page: Page, keys: string, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name, exact: true })
  do await page.keyboard.press(keys)
  while (
    !(await dialog.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    ))
  )
}

const openPalette = (page: Page): Promise<void> => open(page, 'Control+k', 'Go to')
const openSheet = (page: Page): Promise<void> => open(page, '?', 'Keyboard shortcuts')

/** What has the focus, as its name or its text says. */
function focused(page: Page): Promise<string | null | undefined> {
  return page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  )
}

async function chosen(page: Page, label: string): Promise<void> {
  await page.getByRole('option', { selected: true }).getByText(label, { exact: true }).waitFor()
}

describe('Ctrl-K', () => {
  test('finds a dataset by a part of its name, and Enter goes there', async () => {
    const page = await site.visitAddress('/')
    await openPalette(page)
    await chosen(page, 'All datasets')
    await page.keyboard.type(site.id.slice(-5))
    await chosen(page, `people-${site.id}.csv`)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: `people-${site.id}.csv` }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/datasets/${site.id}`)
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  test('opens by a button too, which is not there without JavaScript', async () => {
    const page = await site.visitAddress('/')
    await page.getByRole('button', { name: 'Go to…' }).click()
    await chosen(page, 'All datasets')
    const plain = await site.visitAddress('/', { javaScriptEnabled: false })
    expect(await plain.getByRole('button', { name: 'Go to…' }).isVisible()).toBe(false)
  })

  test('goes to a page, chosen with the arrows', async () => {
    const page = await site.visitAddress('/')
    await openPalette(page)
    await page.keyboard.press('ArrowDown')
    await chosen(page, 'API')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/api-docs')
  })

  test('counts a column of the dataset that is open', async () => {
    const page = await site.visitAddress(`/datasets/${site.id}`)
    await openPalette(page)
    await page.keyboard.type('count home')
    await chosen(page, 'Count homeworld')
    await page.keyboard.press('Enter')
    await showsHeading(page, 'Counts of homeworld')
    expect(new URL(page.url()).search).toBe('?columns=homeworld')
  })

  test.each(['light', 'dark'] as const)(
    'shows what axe finds nothing in (%s), and Escape gives the focus back',
    async (colorScheme) => {
      const page = await site.visitAddress(`/datasets/${site.id}`, { colorScheme })
      await page.keyboard.press('Tab')
      await openPalette(page)
      await chosen(page, 'Rows')
      await page.getByText(`people-${site.id}.csv`, { exact: true }).last().waitFor()
      expect(await findFaults(page)).toEqual([])
      await page.keyboard.press('Tab')
      await page.keyboard.type('zzz')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(await focused(page)).toBe('Skip to the content')
    },
  )
})

describe('other keys', () => {
  test('? opens the list of keys, which axe finds nothing in, and Escape gives the focus back', async () => {
    const page = await site.visitAddress('/')
    await page.keyboard.press('Tab')
    await openSheet(page)
    expect(await findFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Skip to the content')
  })

  test.each([
    ['', 'Search all columns'],
    ['/counts', 'Count only rows that contain'],
  ])('/ leads to the search of the page%s, where keys only write', async (address, name) => {
    const page = await site.visitAddress(`/datasets/${site.id}${address}`)
    await openSheet(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('/')
    expect(await focused(page)).toBe(name)
    await page.keyboard.type('a/k?')
    expect(await page.getByRole('searchbox', { name }).inputValue()).toBe('a/k?')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  test.each(['Add a condition', 'Columns: all', 'Export'])(
    'Enter opens the menu “%s”, Escape closes it, and the focus is back',
    async (label) => {
      const page = await site.visitAddress(`/datasets/${site.id}`)
      await openSheet(page)
      await page.keyboard.press('Escape')
      await page.locator('summary', { hasText: label }).focus()
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      const panel = page.locator('details[open]')
      expect(await panel.evaluate((menu) => menu.contains(document.activeElement))).toBe(true)
      await page.keyboard.press('Escape')
      expect(await panel.count()).toBe(0)
      expect(await focused(page)).toBe(label)
    },
  )
})
