import { setTimeout as sleep } from 'node:timers/promises'
import { TIMEOUT_MS } from './browser'
import { ask, downloadArchive } from './http'
import { expectAccessible, KeepingSite, VISITORS } from './keeping-site'

const site = new KeepingSite()

describe.each(VISITORS)('%s', (_, options) => {
  test('retention rules are shown before they are saved, then run, and are removed', async () => {
    const [old, pinned, newest] = [
      await downloadArchive(site.server),
      await downloadArchive(site.server),
      await downloadArchive(site.server),
    ]
    await site.change(pinned, { pinned: true })
    const page = await site.open(options)
    await page.goto('/retention')
    const fill = (name: string, value: string): Promise<void> =>
      page.getByRole('spinbutton', { name: new RegExp(`^${name}`) }).fill(value)

    await fill('Last', '0')
    await page.getByRole('button', { name: 'Show what would be deleted' }).click()
    await page.getByText(/^These rules would delete everything but the newest dataset/).waitFor()
    expect(await page.getByRole('button', { name: /^Save/ }).count()).toBe(0)
    await expectAccessible(page, options)

    await fill('Last', '1')
    await page.getByRole('button', { name: 'Show what would be deleted' }).click()
    await page.getByRole('heading', { name: 'These rules would delete 1 dataset now' }).waitFor()
    const entriesOf = (name: string): Promise<string[]> =>
      page.getByRole('list', { name }).getByRole('listitem').allTextContents()
    expect(await entriesOf('Would be deleted')).toEqual([expect.stringContaining(old)])
    expect(await entriesOf('Would stay')).toEqual([
      expect.stringMatching(new RegExp(`${newest}\\.csvnewestlast$`)),
      expect.stringMatching(new RegExp(`${pinned}\\.csvpinned$`)),
    ])
    expect(await site.listIds()).toEqual([newest, pinned, old])
    await expectAccessible(page, options)

    await page.getByRole('button', { name: 'Save these rules and delete' }).click()
    await page.getByText('Kept: the last 1, besides those that always stay.').waitFor()
    expect(new URL(page.url()).search).toBe('')
    for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline; await sleep(500))
      if ((await site.listIds()).length === 2) break
    expect(await site.listIds()).toEqual([newest, pinned])
    await page.reload()
    await page.getByText(/^1 dataset, /).waitFor()
    await expectAccessible(page, options)
    await page.getByRole('button', { name: 'Remove these rules' }).click()
    await page.getByRole('heading', { name: 'Choose rules' }).waitFor()
    expect(JSON.parse((await ask(site.server, '/api/retention/people')).body)).toMatchObject({ rules: null })

    await page.goto(`/datasets/${old}`)
    await page.getByText(/was deleted by the retention rules on/).waitFor()
    await page.getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('button', { name: 'Unpin' }).waitFor()
  })
})
