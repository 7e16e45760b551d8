import type { Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { CountsSite, save, showsHeading } from './counts-site'

const site = new CountsSite()

/** Presses the keys that open a dialog, repeatedly until the page's code is loaded. */
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

/** The label or text of the focused element. */
function focused(page: Page): Promise<string | null | undefined> {
  return page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  )
}

async function chosen(page: Page, label: string): Promise<void> {
  await page.getByRole('option', { selected: true }).getByText(label, { exact: true }).waitFor()
}

describe('Ctrl-K', () => {
  test('finds a dataset by part of its name, and Enter opens it', async () => {
    const page = await site.visitAddress('/')
    await openPalette(page)
    await chosen(page, 'All datasets')
    await page.keyboard.type(site.id.slice(-5))
    await chosen(page, `people-${site.id}.csv`)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /^82 characters · / }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/datasets/${site.id}`)
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  test('also opens with a button, which is hidden without JavaScript', async () => {
    const page = await site.visitAddress('/')
    await page.getByRole('button', { name: 'Go to…' }).click()
    await chosen(page, 'All datasets')
    const plain = await site.visitAddress('/', { javaScriptEnabled: false })
    expect(await plain.getByRole('button', { name: 'Go to…' }).isVisible()).toBe(false)
  })

  test('opens a page chosen with the arrow keys', async () => {
    const page = await site.visitAddress('/')
    await openPalette(page)
    await page.keyboard.press('ArrowDown')
    await chosen(page, 'Schedules')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/schedules')
  })

  test('counts a column of the open dataset', async () => {
    const page = await site.visitAddress(`/datasets/${site.id}`)
    await openPalette(page)
    await page.keyboard.type('count home')
    await chosen(page, 'Count homeworld')
    await page.keyboard.press('Enter')
    await showsHeading(page, 'Counts of homeworld')
    expect(new URL(page.url()).search).toBe('?columns=homeworld')
  })

  test('counts several columns under the conditions in force', async () => {
    const page = await site.visitAddress(`/datasets/${site.id}?homeworld=Tatooine`)
    await openPalette(page)
    await page.keyboard.type('count homeworld gender')
    await chosen(page, 'Count homeworld, gender')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname.endsWith('/counts'))
    expect(new URL(page.url()).search).toBe('?columns=homeworld,gender&homeworld=Tatooine')
  })

  test('finds a value by part of it, and opens its rows', async () => {
    const page = await site.visitAddress(`/datasets/${site.id}`)
    await openPalette(page)
    await page.keyboard.type('tato')
    await chosen(page, 'Rows where homeworld is Tatooine (10)')
    await page.getByText('1 result. Choose with the arrow keys, open with Enter.').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.search === '?homeworld=Tatooine')
    await page.getByText('10 of 82 rows', { exact: true }).waitFor()
  })

  test('exports the view in the address bar', async () => {
    const page = await site.visitAddress(`/datasets/${site.id}?homeworld=Tatooine&columns=name`)
    await openPalette(page)
    await page.keyboard.type('export csv')
    await chosen(page, 'Export CSV')
    const { bytes } = await save(page, () => page.keyboard.press('Enter'))
    expect(bytes.toString().split('\n').slice(0, 3)).toEqual(['name', 'Luke Skywalker', 'C-3PO'])
  })

  test('switches to the dark theme', async () => {
    const page = await site.visitAddress('/', { colorScheme: 'light' })
    await openPalette(page)
    await page.keyboard.type('theme dark')
    await chosen(page, 'Theme: dark')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.documentElement.classList.contains('dark'))
  })

  test.each(['/', '/api-docs'])(
    'from %s, “download” focuses the button of the dashboard, and starts nothing',
    async (address) => {
      const page = await site.visitAddress(address)
      await openPalette(page)
      await page.keyboard.type('download')
      await chosen(page, 'Download latest')
      await page.keyboard.press('Enter')
      await page.locator('#download:focus').waitFor()
      expect(await focused(page)).toMatch(/Download latest$/)
      expect(await page.getByText('Ready', { exact: true }).count()).toBe(1)
      expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0)
    },
  )

  test.each([320, 1280])('has no axe violations with values, at %d px', async (width) => {
    const page = await site.visitAddress(`/datasets/${site.id}`, { viewport: { width, height: 700 } })
    await openPalette(page)
    await page.keyboard.type('blue')
    await chosen(page, 'Rows where eye_color is blue (19)')
    expect(await page.getByRole('option').allInnerTexts()).toContainEqual(
      expect.stringContaining('Rows where skin_color is blue (2)'),
    )
    expect(await findFaults(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  })

  test.each(['light', 'dark'] as const)(
    'has no axe violations (%s), and Escape restores the focus',
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
  test('? opens the list of shortcuts, without axe violations, and Escape restores the focus', async () => {
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
    ['/counts', 'Search all columns'],
  ])('/ focuses the search box of the page%s, where keys only type', async (address, name) => {
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

  test.each(['Add a condition', 'Columns', 'Export'])(
    'Enter opens the menu “%s”, and Escape closes it and restores the focus',
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
