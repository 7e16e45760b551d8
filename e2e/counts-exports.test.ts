import { CountsSite, readTable, save } from './counts-site'

const site = new CountsSite()

describe('exporting counts', () => {
  const VIEW = 'columns=homeworld,gender&height__gt=150&sort=homeworld'

  test('each export is what the API returns', async () => {
    const page = await site.visit(`?${VIEW}`, { acceptDownloads: true })
    await page.getByText('Export', { exact: true }).click()
    for (const [name, query] of [
      ['CSV', 'format=csv'],
      ['CSV for spreadsheets', 'format=csv&for=spreadsheet'],
      ['NDJSON', 'format=ndjson'],
    ] as const) {
      const file = await save(page, () => page.getByRole('link', { name, exact: true }).click())
      const answer = await site.fetchCounts(`${VIEW}&${query}`)
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${file.name}"`)
      expect(file.bytes.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true)
    }
    await page.getByRole('link', { name: /^JSON/ }).click()
    await page.waitForURL(/\/api\//)
    expect(JSON.parse(await page.locator('body').innerText())).toEqual(await site.askApi(VIEW))
  })

  test('the chart has the bars of the table, and the browser converts it to PNG', async () => {
    const page = await site.visit('?columns=gender', { acceptDownloads: true, colorScheme: 'dark' })
    const table = await readTable(page)
    await page.getByText('Picture', { exact: true }).click()
    const svg = await save(page, () => page.getByRole('link', { name: 'SVG, dark' }).click())
    expect(svg.name).toBe(`people-${site.id}-counts.svg`)
    const png = await save(page, () => page.getByRole('button', { name: 'PNG, dark' }).click())
    expect(png.name).toBe(`people-${site.id}-counts.png`)
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG')
    // The width and height in its first chunk are twice those of the SVG.
    const height = Number(/ height="(\d+)"/.exec(svg.bytes.toString('utf8'))?.[1])
    expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([1920, height * 2])
    const picture = await site.visitAddress('about:blank')
    await picture.setContent(svg.bytes.toString('utf8').replace(/^<\?xml.*\?>/, ''))
    expect(await picture.locator('g').allTextContents()).toEqual(
      table.map(
        ([value = '', count = '', share = '']) =>
          expect.stringContaining(`${value}: ${count} (${share})`) as string,
      ),
    )
  })

  test('the picture of a pivot has the numbers of the page, and the view in words', async () => {
    const page = await site.visit('?columns=eye_color,gender&view=pivot&height__gt=150', {
      acceptDownloads: true,
    })
    const lines = [...(await readTable(page)), ...(await readTable(page, 'tfoot tr'))]
    await page.getByText('Picture', { exact: true }).click()
    const svg = await save(page, () => page.getByRole('link', { name: 'SVG, light' }).click())
    expect(svg.name).toBe(`people-${site.id}-pivot.svg`)
    const png = await save(page, () => page.getByRole('button', { name: 'PNG, light' }).click())
    expect(png.name).toBe(`people-${site.id}-pivot.png`)
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG')
    const picture = await site.visitAddress('about:blank')
    await picture.setContent(svg.bytes.toString('utf8').replace(/^<\?xml.*\?>/, ''))
    const drawn = await picture
      .locator('g')
      .evaluateAll((all) =>
        all.map((line) => [...line.querySelectorAll('text')].map((one) => one.textContent)),
      )
    // In the picture, cells without rows are blank.
    expect(drawn).toEqual(lines.map((line) => line.filter((cell) => cell !== '0')))
    expect((await picture.locator('svg > text').allTextContents()).slice(0, 3)).toEqual([
      'eye_color by gender',
      expect.stringMatching(/^82 characters · /) as string,
      expect.stringMatching(
        /^\d+ values of eye_color, \d values of gender · \d+ of 82 rows, where height > 150$/,
      ) as string,
    ])
  })

  test('the URL shows another visitor the same numbers', async () => {
    const mine = await site.visit('?columns=homeworld')
    await mine.getByRole('link', { name: 'homeworld', exact: true }).click()
    await mine.locator('th[aria-sort=ascending]').waitFor()
    const theirs = await site.visitAddress(mine.url())
    expect(await readTable(theirs)).toEqual(await readTable(mine))
    expect((await readTable(theirs))[0]?.[0]).toBe('Alderaan')
  })
})
