import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@libsql/client'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { findFaults } from './accessibility'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { ask } from './http'
import { person, planet, serveArrays, type Source, startSource } from './reality/source'
import { startServer, type TestServer } from './server'

let source: Source
let server: TestServer
let browser: Browser

const PLANETS = [planet(1, 'Tatooine')]
const PEOPLE = Array.from({ length: 20 }, (_, index) => person(index + 1))

beforeAll(async () => {
  source = await startSource(serveArrays(PEOPLE, PLANETS))
  server = await startServer({ env: { SWAPI_SOURCES: `archive,${source.url}` } })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await source?.close()
})

async function openPage(options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: server.url, ...options })).newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  return page
}

async function expectAccessible(page: Page): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(excess).toBeLessThanOrEqual(0)
  expect(await findFaults(page)).toEqual([])
}

async function countSchedules(): Promise<number> {
  const { body } = await ask(server, '/api/schedules')
  return (JSON.parse(body) as { schedules: unknown[] }).schedules.length
}

/** So that the next download brings something new. */
async function deleteDatasets(): Promise<void> {
  const { body } = await ask(server, '/api/datasets')
  const { datasets } = JSON.parse(body) as { datasets: { id: string }[] }
  for (const { id } of datasets) await ask(server, `/api/datasets/${id}`, { method: 'DELETE' })
}

const VISITORS: [string, BrowserContextOptions][] = [
  ['on a desktop', { viewport: { width: 1280, height: 800 }, timezoneId: 'Europe/Berlin' }],
  ['on a phone, in dark mode', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ['without JavaScript', { javaScriptEnabled: false }],
]

describe.each(VISITORS)('%s', (_, options) => {
  const hasScripts = options.javaScriptEnabled !== false

  test('a schedule is added, run, paused, resumed and deleted', async () => {
    const page = await openPage(options)
    await page.goto('/')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Schedules' }).click()
    await page.getByText('There are no schedules yet').waitFor()
    if (hasScripts) await expectAccessible(page)

    await page.getByLabel('Source').selectOption('archive')
    await page.getByLabel('Time of day').fill('06:30')
    await page.getByRole('button', { name: 'Add schedule' }).click()
    await page.getByText('Schedule added: every day at 06:30, UTC.').waitFor()
    const entry = page.getByRole('listitem', { name: 'every day at 06:30, UTC' })
    expect(await entry.locator('time').allInnerTexts()).toEqual(
      Array.from({ length: 3 }, () => expect.stringMatching(/^\w{3} \d+ \w{3} \d{4}, 06:30$/) as string),
    )
    await entry.getByText('It has not run yet.').waitFor()

    await deleteDatasets()
    await entry.getByRole('button', { name: 'Run now' }).click()
    await entry.getByText('Ready', { exact: true }).waitFor()
    if (hasScripts) await expectAccessible(page)
    await entry.getByRole('link', { name: '82 characters from the bundled archive.' }).click()
    await page.getByText('Luke Skywalker').first().waitFor()
    await page.goto('/schedules')

    await entry.getByRole('button', { name: 'Run now' }).click()
    await entry.getByText('Unchanged', { exact: true }).waitFor()
    await entry
      .getByRole('link', { name: 'Nothing has changed: the same 82 characters from the bundled archive.' })
      .click()
    await page.getByRole('heading', { name: 'Nothing has changed.' }).waitFor()
    await page.goto('/schedules')

    await entry.getByRole('button', { name: 'Pause' }).click()
    await entry.getByText('Not until it is resumed.').waitFor()
    await entry.getByRole('button', { name: 'Resume' }).click()
    await entry
      .getByText(/, 06:30$/)
      .first()
      .waitFor()

    await entry.getByText('Delete…').click()
    await entry.getByRole('button', { name: 'Delete schedule' }).click()
    await page.getByText('There are no schedules yet').waitFor()
    expect(await countSchedules()).toBe(0)
    await page.context().close()
  })

  test('what cannot be added is said, and stays in the form to be corrected', async () => {
    const page = await openPage(options)
    await page.goto('/schedules')
    await page.getByLabel('How often').selectOption('by a cron expression')
    expect(await page.getByLabel('Time of day').isVisible()).toBe(false)
    await page.getByLabel('Time zone').selectOption('America/New_York')
    await page.getByRole('textbox', { name: /^Cron expression/ }).fill('* * * * *')
    await page.getByRole('button', { name: 'Add schedule' }).click()
    await page.getByText('This cron expression runs more often than every 5 minutes.').waitFor()
    if (hasScripts) await expectAccessible(page)
    expect(await page.getByLabel('Time zone').inputValue()).toBe('America/New_York')
    await page.getByRole('textbox', { name: /^Cron expression/ }).fill('0 6 * * 1-5')
    await page.getByRole('button', { name: 'Add schedule' }).click()
    const entry = page.getByRole('listitem', { name: 'at 0 6 * * 1-5 (cron), America/New_York' })
    await entry.waitFor()
    await entry.getByRole('link', { name: 'Change' }).click()
    await page.getByRole('heading', { name: 'Change a schedule' }).waitFor()
    const cron = page.getByRole('textbox', { name: /^Cron expression/ })
    expect(await cron.inputValue()).toBe('0 6 * * 1-5')
    expect(await page.getByLabel('Time zone').inputValue()).toBe('America/New_York')
    if (hasScripts) await expectAccessible(page)
    await cron.fill('0 0 30 2 *')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('This cron expression never runs: there is no such day.').waitFor()
    await page.getByLabel('How often').selectOption('every day at a time')
    await page.getByLabel('Time of day').fill('07:15')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Saved: every day at 07:15, America/New_York.').waitFor()
    expect(await page.getByLabel('Time of day').inputValue()).toBe('07:15')
    await page.getByRole('link', { name: 'Back to all schedules' }).click()

    const changed = page.getByRole('listitem', { name: 'every day at 07:15, America/New_York' })
    await changed.getByText('Delete…').click()
    await changed.getByRole('button', { name: 'Delete schedule' }).click()
    await page.getByText('There are no schedules yet').waitFor()
    await page.context().close()
  })
})

test('one click selects the time zone of the browser', async () => {
  const page = await openPage({ timezoneId: 'Europe/Berlin' })
  await page.goto('/schedules')
  const zone = page.getByLabel('Time zone')
  expect(await zone.inputValue()).toBe('UTC')
  await page.getByRole('button', { name: 'Use Europe/Berlin' }).click()
  expect(await zone.inputValue()).toBe('Europe/Berlin')
  await page.context().close()
})

test('a download that lost rows is marked, and leads to what is missing', async () => {
  const body = JSON.stringify({ source: source.url, cron: '0 6 * * *', paused: true })
  const { id } = JSON.parse((await ask(server, '/api/schedules', { method: 'POST', body })).body) as {
    id: string
  }
  const page = await openPage({ viewport: { width: 320, height: 640 } })
  await page.goto('/schedules')
  const entry = page.getByRole('listitem', { name: 'every day at 06:00, UTC' })
  await entry.getByRole('button', { name: 'Run now' }).click()
  await entry.getByRole('link', { name: /^20 characters from / }).waitFor()
  expect(await entry.getByText('Rows lost').count()).toBe(0)
  source.behave(serveArrays(PEOPLE.slice(0, 15), PLANETS))
  await entry.getByRole('button', { name: 'Run now' }).click()
  await entry.getByText('Rows lost').waitFor()
  await entry
    .getByText(/^15 characters, where the dataset of .* from the same source has 20: 25\.0 % fewer\./)
    .waitFor()
  await expectAccessible(page)
  await entry.getByRole('link', { name: /^15 characters from / }).click()
  await page.getByText(/^15 characters, where the dataset of .* 25\.0 % fewer\./).waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'See what is missing' }).click()
  await page.getByText(/0 added, 5 removed/).waitFor()
  await page.getByRole('link', { name: 'Receipt' }).click()
  const timeline = page.getByRole('navigation', { name: 'Timeline' })
  await timeline.getByText('This is the newest one.').waitFor()
  await expectAccessible(page)
  await timeline.getByRole('link', { name: /^20 characters/ }).click()
  await timeline.getByRole('link', { name: 'What changed then' }).click()
  await page.getByText(/0 added, 5 removed/).waitFor()
  expect((await ask(server, `/api/schedules/${id}`, { method: 'DELETE' })).status).toBe(204)
  await page.context().close()
})

test('what a server missed while it was off, it makes up for once after its start', async () => {
  const storageDir = mkdtempSync(path.join(tmpdir(), 'holocron-schedules-'))
  const settings = { storageDir, env: { SWAPI_SOURCES: 'archive' } }
  let other = await startServer(settings)
  const body = JSON.stringify({ cron: '0 6 * * *' })
  const created = await ask(other, '/api/schedules', { method: 'POST', body })
  await other.stop()
  const { id, next } = JSON.parse(created.body) as { id: string; next: string[] }
  await forgetDays(path.join(storageDir, 'holocron.db'), 3)
  other = await startServer(settings)
  const read = async (): Promise<{ next: string[]; last: { status: string } | null }> =>
    JSON.parse((await ask(other, `/api/schedules/${id}`)).body) as Awaited<ReturnType<typeof read>>
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(200))
    if ((await read()).last?.status === 'ready') break
  expect(await read()).toMatchObject({ next, last: { status: 'ready' } })
  expect(JSON.parse((await ask(other, '/api/datasets')).body)).toMatchObject({ total: 1 })
  await other.stop()
  rmSync(storageDir, { recursive: true, force: true, maxRetries: 5 })
})

/** Makes all schedules due that many days earlier, as if the server had been off since. */
async function forgetDays(file: string, days: number): Promise<void> {
  const client = createClient({ url: `file:${file}` })
  const { rowsAffected } = await client.execute(
    `UPDATE Schedule SET nextAt = strftime('%Y-%m-%dT%H:%M:%f+00:00', nextAt, '-${days} days')`,
  )
  client.close()
  expect(rowsAffected).toBe(1)
}
