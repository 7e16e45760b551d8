/** The three ways to start a download when the first source has moved, and how to cancel one. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { launchBrowser, TIMEOUT_MS } from '../browser'
import { ask } from '../http'
import { startServer, type TestServer } from '../server'
import { begin, download, hasFiles, read } from './downloads'
import { REFUSALS } from './refusals'
import { failAt, person, planet, sendJson, startSource, type Listener, type Source } from './source'

/** 10,006 pages of ten, served without delay. */
const serveEndless: Listener = ({ url = '' }, response) => {
  if (url.includes('/planets')) return sendJson(response, [planet(1, 'Tatooine')])
  const page = Number(/page=(\d+)/.exec(url)?.[1] ?? 1)
  const results = Array.from({ length: 10 }, (_, index) => person(page * 10 + index))
  sendJson(response, { count: 100_060, next: 'more', previous: null, results })
}

/** UPSTREAM_CONCURRENCY, unless it is set. */
const AT_ONCE = 6

let server: TestServer
let moved: Source
let endless: Source

beforeAll(async () => {
  moved = await startSource(failAt('first page', REFUSALS['404 with a body']?.behavior ?? serveEndless))
  endless = await startSource(serveEndless)
  server = await startServer({ env: { SWAPI_SOURCES: [moved.url, 'archive', endless.url].join(',') } })
})

afterAll(async () => {
  await server?.stop()
  await Promise.all([moved, endless].map((source) => source?.close()))
})

test('the button yields a dataset from the archive, which says so and why', async () => {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ baseURL: server.url })
    page.setDefaultTimeout(TIMEOUT_MS)
    await page.goto('/')
    await page.getByRole('button', { name: 'Download latest' }).click()
    await page.getByText('Ready', { exact: true }).first().waitFor()
    await page
      .getByRole('link', { name: /^82 characters/ })
      .first()
      .click()
    await page.getByText('No live SWAPI answered.').first().waitFor()
    await page.getByRole('link', { name: 'See why' }).click()
    await page.getByText(`${moved.host} has nothing at /api/people/ (404).`).first().waitFor()
  } finally {
    await browser.close()
  }
})

test('the API yields the same', async () => {
  expect(await download(server)).toMatchObject({ status: 'ready', source: 'archive', rowCount: 82 })
})

test('the command writes the same file, and prints its path', async () => {
  const storageDir = mkdtempSync(path.join(tmpdir(), 'holocron-e2e-'))
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/download.mjs'], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_ENV: 'production',
        STORAGE_DIR: storageDir,
        SWAPI_SOURCES: `${moved.url},archive`,
      },
    })
    const file = stdout.split(/\s+/).find((word) => word.endsWith('.csv')) ?? ''
    expect(readFileSync(path.resolve(file), 'utf8').split('\n')).toHaveLength(84)
  } finally {
    rmSync(storageDir, { recursive: true, force: true })
  }
})

test('cancelling takes effect at once: no more requests are sent, and their count is final', async () => {
  const { id } = await begin(server, endless.url)
  while (endless.requests.length < 200) await sleep(20)
  const answer = await ask(server, `/api/datasets/${id}/cancel`, { method: 'POST' })
  expect(answer.status).toBe(200)
  const cancelled = JSON.parse(answer.body) as { status: string; requests: number }
  expect(cancelled.status).toBe('cancelled')
  await sleep(500)
  const received = endless.requests.length
  // The last ones may have been given up before they reached the source, at most as many as are sent at once.
  expect(received).toBeLessThanOrEqual(cancelled.requests)
  expect(received).toBeGreaterThanOrEqual(cancelled.requests - AT_ONCE)
  await sleep(2_000)
  expect(endless.requests).toHaveLength(received)
  expect(await read(server, id)).toMatchObject({ status: 'cancelled', requests: cancelled.requests })
  expect(hasFiles(server, id)).toBe(false)
})
