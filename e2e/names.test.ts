/** The list of datasets, and their names. */
import type { Locator, Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { EACH, NamesSite } from './names-site'

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
/** Three screens of a phone. */
const THREE_SCREENS = 3 * 844

const site = new NamesSite()

const OF_SOURCE = `q=${encodeURIComponent('127.0.0.1')}`
const OF_ARCHIVE = 'q=Bundled%20archive'

const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name })
const rename = (page: Page): Locator => page.locator('summary', { hasText: 'Rename' })
const nameField = (page: Page): Locator => page.getByLabel('Name of this dataset')
const focusIsOn = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => element === document.activeElement)

describe('a dataset', () => {
  test('is renamed in place, by keyboard, and its old name comes back with an empty one', async () => {
    const id = site.twins[0] ?? ''
    const page = await site.open(`/datasets/${id}`)
    const title = await page.getByRole('heading', { level: 1 }).textContent()
    expect(title).toMatch(/^82 characters · \d+ \w{3} \d{4}, \d\d:\d\d$/)
    await rename(page).focus()
    await page.keyboard.press('Enter')
    await nameField(page).waitFor()
    await page.waitForFunction(() => document.activeElement?.id === 'label')
    await page.keyboard.type('never mind')
    await page.keyboard.press('Escape')
    expect(await nameField(page).isVisible()).toBe(false)
    expect(await focusIsOn(rename(page))).toBe(true)

    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.id === 'label')
    expect(await nameField(page).inputValue()).toBe('')
    await page.keyboard.type('  Before the fix ')
    await page.keyboard.press('Enter')
    await heading(page, /^Before the fix$/).waitFor()
    await nameField(page).waitFor({ state: 'hidden' })
    expect(await focusIsOn(rename(page))).toBe(true)
    await page.getByRole('status').getByText('Renamed to “Before the fix”.').waitFor({ state: 'attached' })
    expect(await site.readLabel(id)).toEqual({ api: 'Before the fix', receipt: 'Before the fix' })
    // While one title replaces another, there is none.
    await page.waitForFunction(() => document.title.includes('Before the fix'))

    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.id === 'label')
    await page.keyboard.press('Delete')
    await page.keyboard.press('Enter')
    await heading(page, title ?? '').waitFor()
    expect(await site.readLabel(id)).toEqual({ api: null, receipt: null })
  })

  test('is renamed without JavaScript', async () => {
    const id = site.twins[0] ?? ''
    const page = await site.open(`/datasets/${id}`, { javaScriptEnabled: false })
    await rename(page).click()
    await nameField(page).fill('By hand')
    await page.getByRole('button', { name: 'Save' }).click()
    await heading(page, /^By hand$/).waitFor()
    expect(await site.readLabel(id)).toEqual({ api: 'By hand', receipt: 'By hand' })
    await rename(page).click()
    await nameField(page).fill('')
    await page.getByRole('button', { name: 'Save' }).click()
    await heading(page, /^82 characters/).waitFor()
    expect(await site.readLabel(id)).toEqual({ api: null, receipt: null })
  })
})

const rows = (page: Page): Locator => page.getByRole('table', { name: 'Datasets' }).locator('tbody tr')

async function listIds(page: Page): Promise<string[]> {
  const hrefs = await rows(page)
    .locator('td:nth-child(2) a:first-child')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  return hrefs.filter((href) => href.startsWith('/datasets/')).map((href) => href.replace('/datasets/', ''))
}

describe('the list', () => {
  test.each([
    ['different', OF_SOURCE, EACH],
    ['the same', OF_ARCHIVE, 1],
  ])('of 30 datasets that are %s takes less than three screens of a phone', async (_, query, entries) => {
    const page = await site.open(`/?limit=30&${query}`, PHONE)
    expect(await rows(page).count()).toBe(entries)
    await page.getByText('30 datasets', { exact: true }).waitFor()
    const height = await page
      .getByRole('table', { name: 'Datasets' })
      .evaluate((table) => table.getBoundingClientRect().height)
    expect(height).toBeLessThan(THREE_SCREENS)
    const sizes = await page.getByRole('checkbox').evaluateAll((all) =>
      all.map((box) => {
        const { width, height } = box.getBoundingClientRect()
        return Math.min(width, height)
      }),
    )
    expect(sizes).toHaveLength(entries)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await page.getByRole('checkbox').first().tap()
    await page.getByText('Delete 1 selected…').waitFor()
  })

  test('shows 30 datasets with the same bytes as one, which a click unfolds', async () => {
    const page = await site.open('/?limit=60')
    expect(await listIds(page)).toEqual([...site.different].reverse().concat(site.twins.at(-1) ?? ''))
    await page.getByText('60 datasets', { exact: true }).waitFor()
    await page.getByRole('link', { name: /^Same as \d+ \w{3} \d{4}, \d\d:\d\d, 29 times$/ }).click()
    await page.waitForURL(`**/?unfold=${site.twins.at(-1)}&limit=60`)
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 60)
    expect(await listIds(page)).toEqual([...site.twins, ...site.different].reverse())
    await page.getByRole('link', { name: 'Fold those that are the same' }).click()
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 31)
  })

  test.each([true, false])('is sorted by its headings (JavaScript: %s)', async (javaScriptEnabled) => {
    const page = await site.open('/?limit=60', { javaScriptEnabled })
    const column = (name: string): Locator => page.getByRole('columnheader', { name })
    expect(await column('When').getAttribute('aria-sort')).toBe('descending')
    await column('When').getByRole('link').click()
    await page.waitForURL('**/?sort=when&limit=60')
    await page.locator('th[aria-sort=ascending]', { hasText: 'When' }).waitFor()
    expect(await listIds(page)).toEqual([site.twins[0] ?? '', ...site.different])
    await column('Requests').getByRole('link').click()
    await page.waitForURL('**/?sort=-requests&limit=60')
    await page.locator('th[aria-sort=descending]', { hasText: 'Requests' }).waitFor()
    expect(await listIds(page)).toEqual([...site.twins, ...site.different].reverse())
  })

  test('is searched for what is on screen', async () => {
    const id = site.different[4] ?? ''
    await site.setLabel(id, 'Épisode Padmé')
    const page = await site.open(`/?${OF_SOURCE}&limit=60`)
    const search = async (q: string): Promise<string[]> => {
      await page.getByRole('searchbox', { name: 'Search datasets' }).fill(q)
      await page.getByRole('button', { name: 'Search' }).click()
      await page.waitForURL((url) => url.searchParams.get('q') === q)
      await page.locator(`input[name=q][value="${q}"]`).waitFor()
      return listIds(page)
    }
    const title = (await rows(page).nth(2).getByRole('link').first().textContent()) ?? ''
    expect(await search('episode padme')).toEqual([id])
    expect(await search(id)).toEqual([id])
    expect(await search(title)).toContain(site.different.at(-3))
    expect(await search(/\d+ \w{3} \d{4}/.exec(title)?.[0] ?? '')).toContain(site.different.at(-1))
    expect(await search('Bundled archive')).toEqual([site.twins.at(-1)])
    expect(await search('Ready')).toContain(site.different.at(-1))
    await search('Cancelled')
    await page.getByText('No dataset has “Cancelled” in its name, source, status or date.').waitFor()
  })

  test.each(['light', 'dark'] as const)('has no axe violations (%s)', async (colorScheme) => {
    const lists = [
      ['/?limit=60', {}],
      [`/?unfold=${site.twins.at(-1)}&${OF_ARCHIVE}`, PHONE],
    ] as const
    for (const [address, size] of lists) {
      const page = await site.open(address, { colorScheme, ...size })
      await page.getByRole('checkbox').first().check()
      await page.getByText('Delete 1 selected…').click()
      await page.getByRole('button', { name: 'Delete them' }).waitFor()
      // The bar lies over the list until its end is in sight.
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
      expect(await findFaults(page)).toEqual([])
    }
    const page = await site.open(`/datasets/${site.twins.at(-1)}/receipt`, { colorScheme })
    await rename(page).click()
    await nameField(page).waitFor()
    expect(await findFaults(page)).toEqual([])
  })
})

test('a page that one comes back to has no ticks, because other datasets may be at their places', async () => {
  const page = await site.open(`/?${OF_SOURCE}`, { javaScriptEnabled: false })
  await page.getByRole('checkbox').first().check()
  await page.goto('/api-docs')
  await page.goBack()
  await rows(page).first().waitFor()
  expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0)
})

describe('20 of 30 datasets are deleted in at most 24 clicks', () => {
  /** Ticks the first 20 and deletes them; returns the number of clicks. */
  async function deleteTwenty(page: Page, count: string): Promise<number> {
    let clicks = 0
    const click = async (locator: Locator): Promise<void> => {
      await locator.click()
      clicks += 1
    }
    const unfold = page.getByRole('link', { name: /29 times$/ })
    if ((await unfold.count()) > 0) await click(unfold)
    await rows(page).nth(19).waitFor()
    for (let i = 0; i < 20; i++) await click(page.getByRole('checkbox').nth(i))
    await click(page.getByText(`Delete ${count}selected…`))
    await click(page.getByRole('button', { name: 'Delete them' }))
    const message = page.getByRole('status').filter({ hasText: /deleted/i })
    expect(await message.textContent()).toBe('Deleted 20 datasets.')
    return clicks
  }

  test('when they are different', async () => {
    const page = await site.open(`/?${OF_SOURCE}`)
    expect(await deleteTwenty(page, '20 ')).toBe(22)
    expect(await site.count(OF_SOURCE)).toBe(10)
    await page.getByText('10 datasets', { exact: true }).waitFor()
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0)
    expect(await page.getByText('Delete selected…').isVisible()).toBe(false)
    expect(await focusIsOn(page.getByText('Deleted 20 datasets.'))).toBe(true)
  })

  test('when they are the same, without JavaScript', async () => {
    const page = await site.open(`/?${OF_ARCHIVE}`, { javaScriptEnabled: false })
    expect(await deleteTwenty(page, '')).toBe(23)
    expect(await site.count(OF_ARCHIVE)).toBe(10)
  })
})
