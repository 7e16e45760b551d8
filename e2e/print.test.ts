import type { Page } from 'playwright-core'
import { CountsSite } from './counts-site'

const site = new CountsSite()

/** What the margins leave of a sheet, in CSS pixels. */
const A4 = { width: 703, height: 1032 }

/** A page as it is printed. */
async function print(address: string): Promise<Page> {
  const page = await site.visitAddress(address, { colorScheme: 'dark' })
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  return page
}

test('rows are printed black on white, without anything to press', async () => {
  const page = await print(`/datasets/${site.id}?limit=90`)
  expect(await page.getByRole('row').count()).toBe(83)
  const colors = await page
    .getByText('Luke Skywalker')
    .evaluate((name) => [getComputedStyle(name).color, getComputedStyle(document.body).backgroundColor])
  expect(colors).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
  for (const role of ['banner', 'contentinfo', 'navigation', 'button', 'searchbox'] as const)
    expect({ role, count: await page.getByRole(role).count() }).toEqual({ role, count: 0 })
  expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
})

test('the table of rows is printed whole, in the width of a page', async () => {
  const page = await print(`/datasets/${site.id}?limit=90`)
  await page.setViewportSize(A4)
  const frame = page.getByRole('region', { name: 'Table of rows' })
  const size = await frame.evaluate(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => ({
    excess: scrollWidth - clientWidth,
    hidden: scrollHeight - clientHeight,
  }))
  expect(size).toEqual({ excess: 0, hidden: 0 })
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: false })
  // One line a row: 83 of them on two pages.
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(2)
})
