import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createClient } from '@libsql/client'
import { ask, downloadArchive } from './http'
import { expectAccessible, heading, KeepingSite, VISITORS } from './keeping-site'
import { startServer } from './server'

const site = new KeepingSite()

describe.each(VISITORS)('%s', (_, options) => {
  test('a dataset is deleted, and the deletion is undone', async () => {
    const id = await downloadArchive(site.server)
    await site.change(id, { label: 'Mine' })
    const page = await site.open(options)
    await page.goto(`/datasets/${id}/receipt`)
    await page.getByText('Delete this dataset…').click()
    await page.getByRole('button', { name: 'Delete it' }).click()
    const notice = page.getByText(
      /^Deleted “Mine”\. It can be restored until \d+ \w{3} \d{4}, \d\d:\d\d UTC\.$/,
    )
    await notice.waitFor()
    expect(new URL(page.url()).search).toBe(`?deleted=${id}`)
    expect(await site.listIds()).toEqual([])
    await expectAccessible(page, options)
    await page.getByRole('button', { name: 'Undo' }).click()
    await heading(page, 'Mine').waitFor()
    expect(new URL(page.url()).pathname).toBe(`/datasets/${id}`)
    expect(await site.listIds()).toEqual([id])
    await page.goto(`/?deleted=${id}`)
    await page.getByRole('link', { name: 'Mine' }).waitFor()
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0)
  })

  test('several are deleted, and the deletion is undone', async () => {
    const [one, two] = [await downloadArchive(site.server), await downloadArchive(site.server)]
    await site.change(one, { label: 'One' })
    await site.change(two, { label: 'Two' })
    const page = await site.open(options)
    await page.goto('/')
    for (const name of ['Select One', 'Select Two']) await page.getByRole('checkbox', { name }).check()
    await page.getByText(/^Delete (2 )?selected…$/).click()
    await page.getByRole('button', { name: 'Delete them' }).click()
    await page.getByText('Deleted “Two” and “One”.').waitFor()
    expect(await site.listIds()).toEqual([])
    await expectAccessible(page, options)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Restored “Two” and “One”.').waitFor()
    await page.getByRole('link', { name: 'One', exact: true }).waitFor()
    expect(await site.listIds()).toEqual([two, one])
  })

  test('a link to a deleted dataset says so, with the status of a page that is not there, and restores it', async () => {
    const id = await downloadArchive(site.server)
    await site.change(id, { label: 'Mine' })
    await ask(site.server, `/api/datasets/${id}`, { method: 'DELETE' })
    const page = await site.open(options)
    for (const view of ['', '/counts', '/compare', '/receipt', '/requests', '/rows/1']) {
      const response = await page.goto(`/datasets/${id}${view}`)
      expect(response?.status()).toBe(404)
      await heading(page, 'This dataset was deleted').waitFor()
    }
    expect(await page.title()).toBe('Deleted dataset · Holocron')
    await expectAccessible(page, options)
    await page.getByRole('button', { name: 'Restore' }).click()
    await heading(page, 'Mine').waitFor()
    expect((await page.goto(`/datasets/${id}`))?.status()).toBe(200)
  })

  test('what was deleted is listed, and restored or removed from there', async () => {
    const id = await downloadArchive(site.server)
    await site.change(id, { label: 'The last one deleted' })
    await ask(site.server, `/api/datasets/${id}`, { method: 'DELETE' })
    const page = await site.open(options)
    await page.goto('/')
    await page.getByRole('link', { name: /^\d+ deleted$/ }).click()
    await heading(page, 'Deleted').waitFor()
    const first = page.getByRole('list', { name: 'Deleted datasets' }).getByRole('listitem').first()
    expect(await first.textContent()).toMatch(
      /^The last one deleted.+Deleted .+ UTC · restorable until .+ UTC/,
    )
    await expectAccessible(page, options)
    await first.getByRole('button', { name: 'Restore' }).click()
    await heading(page, 'The last one deleted').waitFor()
    await ask(site.server, `/api/datasets/${id}`, { method: 'DELETE' })
    await page.goto('/deleted')
    await first.getByText('Remove now…').click()
    await first.getByRole('button', { name: 'Remove for good' }).waitFor()
    await expectAccessible(page, options)
    await first.getByRole('button', { name: 'Remove for good' }).click()
    await page.getByText('The last one deleted').waitFor({ state: 'detached' })
    expect((await ask(site.server, `/api/datasets/${id}/restore`, { method: 'POST' })).status).toBe(404)
  })

  test('a note is written, shown and taken away, and a dataset is pinned', async () => {
    const id = await downloadArchive(site.server)
    const page = await site.open(options)
    await page.goto(`/datasets/${id}/receipt`)
    await page.getByRole('textbox', { name: 'Note' }).fill('Why it matters\nand more')
    await page.getByRole('button', { name: 'Save note' }).click()
    await page.getByText('Note saved.').waitFor()
    expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('Why it matters\nand more')
    await page.getByRole('button', { name: 'Pin', exact: true }).click()
    await page.getByRole('button', { name: 'Unpin' }).waitFor()
    await expectAccessible(page, options)
    await page.goto(`/datasets/${id}`)
    await page.getByRole('link', { name: 'Note: Why it matters and more' }).waitFor()
    await expectAccessible(page, options)
    await page.goto('/')
    await page.getByText('Pinned', { exact: true }).waitFor()
    await page.goto(`/datasets/${id}/receipt`)
    await page.getByRole('textbox', { name: 'Note' }).fill('')
    await page.getByRole('button', { name: 'Save note' }).click()
    await page.getByText('There is no note now.').waitFor()
    await page.getByRole('button', { name: 'Unpin' }).click()
    await page.getByRole('button', { name: 'Pin', exact: true }).waitFor()
    expect(JSON.parse((await ask(site.server, `/api/datasets/${id}`)).body)).toMatchObject({
      note: null,
      pinned: false,
    })
  })
})

test('a day after it was deleted, a dataset is removed with its files at the next start', async () => {
  const storageDir = mkdtempSync(path.join(tmpdir(), 'holocron-keeping-'))
  const settings = { storageDir, env: { SWAPI_SOURCES: 'archive' } }
  let other = await startServer(settings)
  const [removed, deleted] = [await downloadArchive(other), await downloadArchive(other)]
  for (const id of [removed, deleted]) await ask(other, `/api/datasets/${id}`, { method: 'DELETE' })
  await other.stop()
  const folders = [removed, deleted].map((id) => path.join(storageDir, 'datasets', id))
  expect(folders.map((folder) => existsSync(folder))).toEqual([true, true])
  await ageByADay(path.join(storageDir, 'holocron.db'), removed)
  other = await startServer(settings)
  expect(folders.map((folder) => existsSync(folder))).toEqual([false, true])
  const restore = (id: string): ReturnType<typeof ask> =>
    ask(other, `/api/datasets/${id}/restore`, { method: 'POST' })
  expect([(await restore(removed)).status, (await restore(deleted)).status]).toEqual([404, 200])
  await other.stop()
  rmSync(storageDir, { recursive: true, force: true, maxRetries: 5 })
})

/** Moves the deletion of a dataset a day back. */
async function ageByADay(file: string, id: string): Promise<void> {
  const client = createClient({ url: `file:${file}` })
  const { rowsAffected } = await client.execute({
    sql: `UPDATE Dataset SET deletedAt = strftime('%Y-%m-%dT%H:%M:%f+00:00', deletedAt, '-1 days') WHERE id = ?`,
    args: [id],
  })
  client.close()
  expect(rowsAffected).toBe(1)
}
