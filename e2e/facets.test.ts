import { readFile } from 'node:fs/promises'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { LOW, readFocus, readQuery, setUpDataset } from './dataset-site'

const visit = setUpDataset()

async function openMenu(page: Page, column: string): Promise<void> {
  await page.getByRole('link', { name: new RegExp(`^Menu of ${column}`) }).click()
  await page.getByRole('dialog', { name: `Menu of ${column}` }).waitFor()
  await page.getByText(/^\d+ values$/).waitFor()
}

/** Counts the clicks on a page from now on; returns how many there were. */
async function countClicks(page: Page): Promise<() => number> {
  let clicks = 0
  await page.exposeFunction('countClick', () => (clicks += 1))
  await page.evaluate('addEventListener("click", () => countClick(), true)')
  return () => clicks
}

test('this view for a spreadsheet is two clicks', async () => {
  await visit('?homeworld=Tatooine&eye_color=blue&columns=name,homeworld', async (page) => {
    const clicks = await countClicks(page)
    await page.locator('summary', { hasText: 'Export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV for spreadsheets' }).click(),
    ])
    expect(await readFile(await download.path(), 'utf8')).toBe(
      '\ufeffname,homeworld\nLuke Skywalker,Tatooine\nOwen Lars,Tatooine\nBeru Whitesun lars,Tatooine\n' +
        'Anakin Skywalker,Tatooine\nCliegg Lars,Tatooine\n',
    )
    expect(clicks()).toBe(2)
  })
})

test('Tatooine and blue are two clicks', async () => {
  await visit(
    '',
    async (page) => {
      const clicks = await countClicks(page)
      await page.getByTitle('Tatooine: 10 rows').click()
      await page.getByText('10 of 82 rows', { exact: true }).waitFor()
      await page.getByTitle(/^blue: \d+ rows$/).click()
      await page.getByText('5 of 82 rows', { exact: true }).waitFor()
      expect(readQuery(page)).toBe('?homeworld=Tatooine&eye_color=blue')
      expect(clicks()).toBe(2)
    },
    { viewport: { width: 1280, height: 800 } },
  )
})

test('a rare value is found by search, ticked with another, and both are one condition', async () => {
  await visit('?gender=male', async (page) => {
    await openMenu(page, 'homeworld')
    await page.getByRole('checkbox', { name: 'Tatooine 6' }).check()
    await page.getByRole('searchbox', { name: 'Search the values of homeworld' }).fill('NEIMOID')
    await page.getByText('1 value', { exact: true }).waitFor()
    expect(await page.getByRole('group', { name: 'Values of homeworld' }).getByRole('checkbox').count()).toBe(
      1,
    )
    await page.getByRole('checkbox', { name: 'Cato Neimoidia 1' }).check()
    await page.getByRole('button', { name: 'Show 2 values' }).click()
    await page.getByText('7 of 82 rows').waitFor()
    expect(readQuery(page)).toBe('?gender=male&homeworld__in=Tatooine,Cato Neimoidia')
    expect(await readFocus(page)).toMatch(/^Menu of homeworld/)
  })
})

test('a selection can be widened: the values of a column do not depend on its own conditions', async () => {
  await visit('?homeworld=Tatooine&eye_color=blue', async (page) => {
    await openMenu(page, 'homeworld')
    expect(await page.getByRole('checkbox', { name: 'Tatooine 5' }).isChecked()).toBe(true)
    await page.getByRole('checkbox', { name: 'Naboo' }).check()
    await page.getByRole('button', { name: 'Show 2 values' }).click()
    await page.getByRole('link', { name: 'Remove: homeworld is one of Tatooine, Naboo' }).waitFor()
    expect(readQuery(page)).toBe('?eye_color=blue&homeworld__in=Tatooine,Naboo')
  })
})

test('values that cannot be read are explained, and can be asked for again', async () => {
  await visit('', async (page) => {
    const sentence = 'Too many people count at the moment.'
    await page.route('**/api/datasets/*/counts?*', (route) =>
      route.fulfill({ status: 503, json: { error: { code: 'busy', message: sentence } } }),
    )
    await page.getByRole('link', { name: /^Menu of gender/ }).click()
    await page.getByText(`The values are not available. ${sentence}`).waitFor()
    await page.unroute('**/api/datasets/*/counts?*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('checkbox', { name: 'female 17' }).waitFor()
    await page.getByRole('searchbox', { name: 'Search the values of gender' }).fill('xyz')
    await page.getByText('No value contains “xyz”.').waitFor()
  })
})

test('the menu works by keyboard: arrows move, Escape closes it and returns the focus', async () => {
  await visit('', async (page) => {
    await page.getByRole('link', { name: /^Menu of gender/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('checkbox', { name: 'male 60', exact: true }).waitFor()
    await page.getByRole('searchbox', { name: 'Search the values of gender' }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    expect(await page.getByRole('checkbox', { name: 'female 17' }).isChecked()).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await readFocus(page)).toMatch(/^Menu of gender/)
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: 'Comparison of gender' }).selectOption('is not')
    await page.getByRole('textbox', { name: 'Value of gender' }).fill(' male ')
    await page.keyboard.press('Enter')
    await page.getByText('22 of 82 rows').waitFor()
    expect(readQuery(page)).toBe('?gender__ne=male')
  })
})

test('a column is sorted from its menu', async () => {
  await visit('', async (page) => {
    await openMenu(page, 'height')
    await page.getByRole('link', { name: '↓ Descending' }).click()
    await page.locator('th[aria-sort=descending]').waitFor()
    expect(readQuery(page)).toBe('?sort=-height')
  })
})

test('a cell leads to the rows with its value', async () => {
  await visit('?q=a', async (page) => {
    await page.getByRole('cell', { name: 'Tatooine' }).first().hover()
    await page.getByRole('link', { name: 'Only rows where homeworld is Tatooine' }).click()
    await page.getByRole('link', { name: 'Remove: homeworld is Tatooine' }).waitFor()
    expect(readQuery(page)).toBe('?homeworld=Tatooine&q=a')
  })
})

test('the form suggests values, and a value in another case leads to the one that exists', async () => {
  await visit('', async (page) => {
    await page.locator('summary', { hasText: 'Add a condition' }).click()
    await page.getByRole('combobox', { name: 'Column' }).selectOption('homeworld')
    const field = page.getByLabel('Value', { exact: true })
    await field.fill('tatooine')
    await page.locator('datalist option[value=Tatooine]').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('No homeworld is “tatooine”. Did you mean Tatooine? (10 rows)').waitFor()
    await page.getByRole('link', { name: 'Tatooine', exact: true }).click()
    await page.getByText('10 of 82 rows', { exact: true }).waitFor()
    expect(readQuery(page)).toBe('?homeworld=Tatooine')
  })
})

test.each<[string, BrowserContextOptions]>([
  ['light', { viewport: { width: 1280, height: 800 } }],
  ['dark', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }],
  ['light, as narrow as a phone', { viewport: { width: 320, height: 640 }, hasTouch: true }],
  [
    'dark, as narrow as a phone',
    { viewport: { width: 320, height: 640 }, hasTouch: true, colorScheme: 'dark' },
  ],
])('an open menu has no faults and is whole in the window: %s', async (_, options) => {
  await visit(
    '',
    async (page) => {
      for (const column of ['name', 'homeworld']) {
        await openMenu(page, column)
        expect(await findFaults(page)).toEqual([])
        const box = await page.getByRole('dialog').boundingBox()
        const { width = 0, height = 0 } = page.viewportSize() ?? {}
        expect(box?.x).toBeGreaterThanOrEqual(0)
        expect(box?.y).toBeGreaterThanOrEqual(0)
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
        expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
      }
    },
    options,
  )
})

test('without JavaScript the menu is a link to all values of the column, which lead to their rows', async () => {
  await visit(
    '?gender=male',
    async (page) => {
      await page.getByRole('link', { name: /^Menu of homeworld/ }).click()
      await page.getByRole('heading', { name: 'Counts of homeworld' }).waitFor()
      await page
        .getByRole('row', { name: /^Cato Neimoidia/ })
        .getByRole('link')
        .click()
      await page.getByText('The only row is shown.').waitFor()
      expect(readQuery(page)).toBe('?gender=male&homeworld=Cato Neimoidia')
    },
    { ...LOW, javaScriptEnabled: false },
  )
})
