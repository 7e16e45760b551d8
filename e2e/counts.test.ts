import { findFaults } from './accessibility'
import { CountsSite, PHONE, queryOf, readTable, showsHeading, showsRows, tick } from './counts-site'

const site = new CountsSite()

describe('counting with clicks', () => {
  test('ticking boxes counts at once, in the order of ticking, and the focus stays on the box', async () => {
    const page = await site.visit()
    await page.getByRole('checkbox', { name: 'homeworld' }).focus()
    await page.keyboard.press('Space')
    await showsHeading(page, 'Counts of homeworld')
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('homeworld')
    await tick(page, 'eye_color')
    await showsHeading(page, 'Counts of homeworld and eye_color')
    expect(queryOf(page)).toBe('?columns=homeworld,eye_color')
    const api = await site.askApi('columns=homeworld,eye_color')
    const expected = api.counts.map((one) => [one.homeworld, one.eye_color, String(one.count)])
    expect((await readTable(page)).map((row) => row.slice(0, 3))).toEqual(expected)
    await page.goBack()
    await showsHeading(page, 'Counts of homeworld')
    expect(await page.getByRole('checkbox', { name: 'eye_color' }).isChecked()).toBe(false)
  })

  test('two boxes ticked faster than the server responds are both counted', async () => {
    const page = await site.visit()
    await tick(page, 'gender')
    await showsHeading(page, 'Counts of gender')
    await page.evaluate(() => {
      for (const name of ['date', 'eye_color'])
        document.querySelector<HTMLInputElement>(`[name=columns][value=${name}]`)?.click()
    })
    await showsHeading(page, 'Counts of gender and date and eye_color')
    const ticked = page.locator('[name=columns]:checked')
    expect(await ticked.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value))).toEqual([
      'eye_color',
      'gender',
      'date',
    ])
  })

  test('a count links to exactly its rows, and back', async () => {
    const page = await site.visit('?columns=homeworld,eye_color')
    const [, , count = ''] = (await readTable(page))[0] ?? []
    await page.locator('tbody a').first().click()
    await showsRows(page)
    expect(await page.locator('tbody tr:visible').count()).toBe(Math.min(Number(count), 10))
    await page.goBack()
    await showsHeading(page, 'Counts of homeworld and eye_color')
  })

  test('a search counts only matching rows, keeps the columns, and can be removed', async () => {
    const page = await site.visit('?columns=gender&sort=gender')
    await page.getByRole('searchbox', { name: 'Search all columns' }).fill('blue')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Remove: any column contains “blue”' }).waitFor()
    expect(queryOf(page)).toBe('?columns=gender&sort=gender&q=blue')
    const api = await site.askApi('columns=gender&sort=gender&q=blue')
    expect((await readTable(page)).map((row) => row.slice(0, 2))).toEqual(
      api.counts.map((one) => [one.gender, String(one.count)]),
    )
    await page.getByRole('link', { name: 'Show all rows' }).click()
    await page.waitForURL((url) => !url.searchParams.has('q'))
    expect(queryOf(page)).toBe('?columns=gender&sort=gender')
  })
})

describe('without columns', () => {
  test('each column is suggested with its values, and one click counts by it, within the conditions', async () => {
    const page = await site.visit('?q=blue')
    const card = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('link', { name: 'gender', exact: true }) })
    const { counts, totalGroups } = await site.askApi('columns=gender&q=blue')
    await card.getByText(`${totalGroups} values`).waitFor()
    expect((await card.innerText()).split(/\s+/)).toEqual([
      'gender',
      String(totalGroups),
      'values',
      ...counts.flatMap(({ gender, count }) => [String(gender), String(count)]),
    ])
    await card.click()
    await showsHeading(page, 'Counts of gender')
    expect(queryOf(page)).toBe('?columns=gender&q=blue')
    expect(await page.getByRole('checkbox', { checked: true }).evaluateAll((all) => all.length)).toBe(1)
  })
})

describe('the pivot', () => {
  test('shows the numbers of the API, and each cell links to that many rows', async () => {
    const page = await site.visit('?columns=eye_color,homeworld')
    await page.getByRole('link', { name: 'Pivot', exact: true }).click()
    await showsHeading(page, 'eye_color by homeworld')
    expect(queryOf(page)).toBe('?columns=eye_color,homeworld&view=pivot')
    await page
      .getByText(
        /The 20 most frequent of 49 values of homeworld are shown; the others account for \d+ of 82 rows\./,
      )
      .waitFor()
    const [[, ...heads] = []] = await readTable(page, 'thead tr')
    const rows = await readTable(page)
    const { counts: all } = await site.askApi('columns=eye_color,homeworld&limit=1000')
    for (const [eyes, ...cells] of rows) {
      for (const [index, world] of heads.slice(0, 20).entries()) {
        const one = all.find(({ eye_color, homeworld }) => eye_color === eyes && homeworld === world)
        expect([eyes, world, cells[index]]).toEqual([eyes, world, String(one?.count ?? 0)])
      }
      const numbers = cells.map(Number)
      expect(numbers.slice(0, -1).reduce((sum, number) => sum + number, 0)).toBe(numbers.at(-1))
    }
    const cell = page.locator('tbody td a').first()
    const count = await cell.innerText()
    await cell.click()
    await showsRows(page)
    expect(await page.locator('tbody tr:visible').count()).toBe(Math.min(Number(count), 10))
  })

  test('with more values than fit still has complete totals', async () => {
    const page = await site.visit('?columns=name,homeworld&view=pivot')
    const rows = await readTable(page)
    expect(rows).toHaveLength(51)
    expect(rows.at(-1)?.[0]).toBe('32 others')
    expect((await readTable(page, 'tfoot tr'))[0]?.at(-1)).toBe('82')
  })

  test('stays a pivot when other columns are chosen', async () => {
    const page = await site.visit('?columns=eye_color,homeworld&view=pivot')
    await tick(page, 'homeworld', false)
    await showsHeading(page, 'Counts of eye_color')
    await tick(page, 'gender')
    await showsHeading(page, 'eye_color by gender')
  })
})

describe('without JavaScript', () => {
  test('columns are counted, shown as a pivot, and link to rows', async () => {
    const page = await site.visit('', { javaScriptEnabled: false, ...PHONE })
    expect(await page.getByText('82 rows', { exact: true }).isVisible()).toBe(true)
    expect(await page.getByRole('link', { name: 'homeworld', exact: true }).isVisible()).toBe(true)
    await tick(page, 'eye_color')
    await tick(page, 'gender')
    await page.getByRole('button', { name: 'Count', exact: true }).click()
    await showsHeading(page, 'Counts of eye_color and gender')
    expect(queryOf(page)).toBe('?columns=eye_color&columns=gender')
    await page.getByText('Picture', { exact: true }).click()
    expect(await page.getByRole('link', { name: 'SVG, light' }).isVisible()).toBe(true)
    expect(await page.getByRole('button', { name: /PNG/ }).count()).toBe(0)
    await page.getByRole('link', { name: 'Pivot', exact: true }).click()
    await showsHeading(page, 'eye_color by gender')
    const [first = []] = await readTable(page)
    expect(first).toEqual(['brown', '15', '5', '0', '0', '0', '20'])
    await page.locator('tbody td a').nth(1).click()
    await showsRows(page)
    expect(await page.locator('tbody tr:visible').count()).toBe(5)
  })
})

describe('every state', () => {
  const STATES = {
    'nothing chosen': '',
    'nothing chosen, with a condition': '?homeworld=Naboo',
    'a table': '?columns=homeworld,gender',
    'a sorted and filtered table': '?columns=homeworld&q=blue&sort=homeworld',
    'a pivot': '?columns=eye_color,homeworld&view=pivot',
    'no row': '?columns=eye_color,homeworld&q=zzz',
    'a pivot of no row': '?columns=eye_color,homeworld&q=zzz&view=pivot',
    'past the end': '?columns=eye_color&offset=500',
  }

  // On a phone in dark mode, where more can go wrong; e2e/steady.test.ts also covers desktop and light mode.
  test.each(Object.entries(STATES))('%s: no axe violations, no horizontal scrolling', async (_, query) => {
    const page = await site.visit(query, { colorScheme: 'dark', bypassCSP: true, ...PHONE })
    expect(await findFaults(page)).toEqual([])
    // By keyboard: on phones an open menu covers the next one, so a click would close it.
    for (const menu of await page.locator('main summary').all()) {
      await menu.press('Enter')
      // What the menu covers in part is a small target until the menu closes.
      expect((await findFaults(page)).filter(([rule]) => rule !== 'target-size')).toEqual([])
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
  })
})
