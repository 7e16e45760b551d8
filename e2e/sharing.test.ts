import type { Page } from 'playwright-core'
import { CountsSite, queryOf, readTable, showsHeading, tick } from './counts-site'

const site = new CountsSite()

/** The page's metadata for link previews. */
async function readMeta(page: Page, name: string): Promise<string> {
  return (await page.locator(`meta[property="${name}"], meta[name="${name}"]`).getAttribute('content')) ?? ''
}

function readTicked(page: Page): Promise<string[]> {
  return page
    .locator('[name=columns]:checked')
    .evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value))
}

describe('a shared link', () => {
  test.each(['', '/counts?columns=homeworld', '/rows/1'])(
    'to a dataset%s has a preview image',
    async (address) => {
      const page = await site.visitAddress(`/datasets/${site.id}${address}`)
      const picture = await readMeta(page, 'og:image')
      expect(new URL(picture).origin).toBe(new URL(page.url()).origin)
      expect(await readMeta(page, 'og:image:type')).toBe('image/png')
      expect(await readMeta(page, 'og:image:alt')).toBe('A dataset of Star Wars characters in Holocron')
      // With this card, X shows the picture and the title above.
      expect(await readMeta(page, 'twitter:card')).toBe('summary_large_image')
      expect(await page.locator('meta[property="og:image"]').count()).toBe(1)
      const answer = await fetch(picture)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
      const png = Buffer.from(await answer.arrayBuffer())
      expect(png.subarray(1, 4).toString()).toBe('PNG')
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630])
      expect([await readMeta(page, 'og:image:width'), await readMeta(page, 'og:image:height')]).toEqual([
        '1200',
        '630',
      ])
    },
  )

  test('to a view has a preview image of that view', async () => {
    const pictureOf = async (address: string): Promise<Buffer> => {
      const page = await site.visitAddress(`/datasets/${site.id}${address}`)
      return Buffer.from(await (await fetch(await readMeta(page, 'og:image'))).arrayBuffer())
    }
    const pictures = [
      await pictureOf(''),
      await pictureOf('?homeworld=Tatooine'),
      await pictureOf('/counts?columns=homeworld'),
      await pictureOf('/counts?columns=homeworld&homeworld=Tatooine'),
    ]
    expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(4)
  })

  test('to the dashboard has a preview image too', async () => {
    const page = await site.visitAddress('/')
    const picture = await readMeta(page, 'og:image')
    expect(await readMeta(page, 'og:image:alt')).toBe('Holocron: every Star Wars character, in one file')
    const answer = await fetch(picture)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
    const png = Buffer.from(await answer.arrayBuffer())
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630])
  })

  test.each([
    ['?homeworld=Tatooine&eye_color=blue', 'Tatooine, blue · 5 of 82 · Holocron'],
    ['?q=sky&limit=200', '“sky” · 3 of 82 · Holocron'],
    ['/rows/5', 'Leia Organa · Holocron'],
  ])('to %s is titled “%s”', async (address, title) => {
    const page = await site.visitAddress(`/datasets/${site.id}${address}`)
    expect(await page.title()).toBe(title)
    expect(await readMeta(page, 'og:title')).toBe(title)
  })

  test('to every row is titled as the dataset is', async () => {
    const page = await site.visitAddress(`/datasets/${site.id}?sort=name`)
    expect(await page.title()).toMatch(/^82 characters · \d{1,2} \w{3} \d{4}, \d\d:\d\d · Holocron$/)
  })

  test('to rows shows another visitor the same rows', async () => {
    const page = await site.visitAddress(`/datasets/${site.id}?columns=name,height,homeworld`)
    await page.getByTitle('Tatooine: 10 rows').click()
    await page.getByText('All 10 rows shown.').waitFor()
    await page.getByRole('link', { name: 'height', exact: true }).click()
    await page.locator('th[aria-sort=ascending]').waitFor()
    expect(queryOf(page)).toBe('?columns=name,height,homeworld&homeworld=Tatooine&sort=height')
    const rows = await readTable(page)
    expect(rows).toHaveLength(10)
    expect(rows[0]).toEqual(['1', 'R5-D4', '97', 'Tatooine'])
    const other = await site.visitAddress(page.url())
    expect(await readTable(other)).toEqual(rows)
    await other.getByText('All 10 rows shown.').waitFor()
  })

  test('to counts shows another visitor the same counts, with the same boxes ticked', async () => {
    const page = await site.visit()
    await tick(page, 'gender')
    await showsHeading(page, 'Counts of gender')
    await tick(page, 'eye_color')
    await showsHeading(page, 'Counts of gender and eye_color')
    const counts = await readTable(page)
    expect(counts.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(82)
    const other = await site.visitAddress(page.url())
    await showsHeading(other, 'Counts of gender and eye_color')
    expect(await readTable(other)).toEqual(counts)
    expect(await readTicked(other)).toEqual(['eye_color', 'gender'])
  })
})

test('back and forward restore the views', async () => {
  const page = await site.visitAddress(`/datasets/${site.id}`)
  await page.getByText('The first 10 of 82 rows', { exact: true }).waitFor()
  const first = await readTable(page)
  await page.getByRole('searchbox', { name: 'Search all columns' }).fill('chewbacca')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByText('The only row is shown.').waitFor()
  await page.getByRole('link', { name: 'Show all rows' }).click()
  await page.getByText('The first 10 of 82 rows', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Counts', exact: true }).click()
  await page.waitForURL('**/counts')
  await tick(page, 'homeworld')
  await showsHeading(page, 'Counts of homeworld')
  const counts = await readTable(page)

  await page.goBack()
  await page.waitForURL((url) => url.search === '')
  await page.getByRole('checkbox', { name: 'homeworld', checked: false }).waitFor()
  await page.goBack()
  await page.getByText('The first 10 of 82 rows', { exact: true }).waitFor()
  expect(await readTable(page)).toEqual(first)
  await page.goBack()
  await page.getByText('The only row is shown.').waitFor()
  expect(await page.getByRole('searchbox').inputValue()).toBe('chewbacca')

  for (let steps = 0; steps < 3; steps++) await page.goForward()
  await showsHeading(page, 'Counts of homeworld')
  expect(await readTable(page)).toEqual(counts)
  expect(await readTicked(page)).toEqual(['homeworld'])
})
