import type { Locator, Page } from 'playwright-core'
import { CountsSite, PHONE, queryOf, readTable, save, showsHeading, showsRows } from './counts-site'

const site = new CountsSite()
const DESKTOP = { viewport: { width: 1280, height: 800 } }

/** Clicks, and counts them: a journey is as long as its clicks. */
class Hand {
  clicks = 0
  async click(target: Locator): Promise<void> {
    this.clicks += 1
    await target.click()
  }
}

/** How many of these are whole inside the window, without scrolling. */
function countInView(elements: Locator): Promise<number> {
  return elements.evaluateAll(
    (all) =>
      all.filter((one) => {
        const { top, bottom } = one.getBoundingClientRect()
        return top >= 0 && bottom <= innerHeight
      }).length,
  )
}

async function openCounts(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Counts', exact: true }).click()
  await page.getByRole('heading', { name: 'Choose what to count' }).waitFor()
}

describe('journeys from the Counts tab', () => {
  test('date and homeworld are counted in two clicks, the rows of a count and back in two more', async () => {
    const page = await site.visitAddress(`/datasets/${site.id}`, DESKTOP)
    await openCounts(page)
    const hand = new Hand()
    await hand.click(page.getByRole('checkbox', { name: 'date', exact: true }))
    await hand.click(page.getByRole('checkbox', { name: 'homeworld', exact: true }))
    await showsHeading(page, 'Counts of date and homeworld')
    expect(hand.clicks).toBe(2)
    expect(queryOf(page)).toBe('?columns=date,homeworld')
    const table = await readTable(page)
    const [, , count = ''] = table.find(([, homeworld]) => homeworld === 'Tatooine') ?? []
    expect(count).toBe('10')

    hand.clicks = 0
    await hand.click(page.getByRole('row', { name: /Tatooine/ }).getByRole('link'))
    await showsRows(page)
    expect(queryOf(page)).toBe('?date=2014-12-20&homeworld=Tatooine')
    expect(await page.locator('tbody tr[id]:visible').count()).toBe(Number(count))
    hand.clicks += 1
    await page.goBack()
    await showsHeading(page, 'Counts of date and homeworld')
    expect(hand.clicks).toBe(2)
    expect(await readTable(page)).toEqual(table)
  })

  test('a pivot of gender and eye_color is saved as a picture in three clicks', async () => {
    const page = await site.visitAddress(`/datasets/${site.id}`, { ...DESKTOP, acceptDownloads: true })
    await openCounts(page)
    const hand = new Hand()
    await hand.click(page.getByRole('link', { name: 'eye_color by gender, a pivot' }))
    await showsHeading(page, 'eye_color by gender')
    await hand.click(page.getByText('Picture', { exact: true }))
    const file = await save(page, () => hand.click(page.getByRole('link', { name: 'SVG, light' })))
    expect(hand.clicks).toBe(3)
    expect(file.name).toBe(`people-${site.id}-pivot.svg`)
    expect(file.bytes.toString('utf8')).toContain('>eye_color by gender</text>')
  })

  test('conditions stay from tab to tab, and can be removed here', async () => {
    const page = await site.visitAddress(`/datasets/${site.id}?eye_color=blue&q=Tatooine`, DESKTOP)
    await openCounts(page)
    expect(queryOf(page)).toBe('?eye_color=blue&q=Tatooine')
    await page.getByRole('link', { name: 'homeworld', exact: true }).click()
    await showsHeading(page, 'Counts of homeworld')
    await page.getByText('5 of 82 rows', { exact: true }).waitFor()
    await page.waitForFunction(() =>
      document.title.startsWith(
        'Counts of homeworld, where eye_color is blue and any column contains “Tatooine” · 82 characters · ',
      ),
    )
    await page.getByRole('link', { name: 'Remove: any column contains “Tatooine”' }).click()
    await page.getByText('19 of 82 rows', { exact: true }).waitFor()
    expect(queryOf(page)).toBe('?columns=homeworld&eye_color=blue')
    await page.getByRole('link', { name: 'Rows', exact: true }).click()
    await showsRows(page)
    expect(queryOf(page)).toBe('?eye_color=blue')
    await page.goBack()
    await showsHeading(page, 'Counts of homeworld')
    expect(queryOf(page)).toBe('?columns=homeworld&eye_color=blue')
  })
})

test('a condition is added here, and the columns and the pivot stay', async () => {
  const page = await site.visit('?columns=eye_color,gender&view=pivot', DESKTOP)
  await page.getByText('Add a condition', { exact: true }).click()
  await page.getByRole('combobox', { name: 'Column' }).selectOption('height')
  await page.getByRole('combobox', { name: 'Comparison' }).selectOption('gt')
  await page.getByRole('textbox', { name: 'Value' }).fill('200')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('link', { name: 'Remove: height > 200' }).waitFor()
  expect(queryOf(page)).toBe('?columns=eye_color,gender&height__gt=200&view=pivot')
  await page.getByText('10 of 82 rows', { exact: true }).waitFor()
  expect((await readTable(page, 'tfoot tr'))[0]?.at(-1)).toBe('10')
})

describe('what is in view without scrolling', () => {
  test('at 1280 by 800: the first eight counts of two columns, also under two conditions', async () => {
    for (const query of ['?columns=homeworld,eye_color', '?columns=homeworld,eye_color&height__gt=100&q=a']) {
      const page = await site.visit(query, DESKTOP)
      expect(await countInView(page.locator('tbody tr'))).toBeGreaterThanOrEqual(8)
    }
  })

  test('at 1280 by 800: every suggested column, and the pairs', async () => {
    const page = await site.visit('', DESKTOP)
    expect(await countInView(page.locator('main h3'))).toBe(11)
    expect(await countInView(page.getByRole('link', { name: 'date and homeworld' }))).toBe(1)
  })

  test('on a phone: the first counts of two columns', async () => {
    const page = await site.visit('?columns=homeworld,eye_color', {
      ...PHONE,
      viewport: { width: 390, height: 844 },
    })
    expect(await countInView(page.locator('tbody tr'))).toBeGreaterThanOrEqual(5)
  })
})

test('by keyboard: a box is ticked with Space, and says that it counts until it has', async () => {
  const page = await site.visit('', DESKTOP)
  let answer: () => void = () => undefined
  const held = new Promise<void>((resolve) => (answer = resolve))
  await page.route(/\/counts\?.*columns=/, async (route) => {
    await held
    await route.continue()
  })
  await page.getByRole('checkbox', { name: 'gender', exact: true }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('status').filter({ hasText: 'Counting…' }).waitFor()
  answer()
  await showsHeading(page, 'Counts of gender')
  expect(await page.getByText('Counting…').count()).toBe(0)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('homeworld')
})
