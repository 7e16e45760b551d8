import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launchBrowser, TIMEOUT_MS } from './browser'
import { openStream, sendAndIgnore, type Stream } from './connections'
import { ask } from './http'
import { startServer, type TestServer } from './server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'
import { syntheticPeople } from '@/lib/testing/synthetic-people'

const storageDir = mkdtempSync(path.join(tmpdir(), 'holocron-stop-'))
const VIEWERS = 50
const AWAY = 'Holocron is restarting or cannot be reached.'

let isSilent = true
let large: SwapiServer
let silent: SwapiServer
let server: TestServer

beforeAll(async () => {
  large = await startSwapiServer({ shape: 'array', people: syntheticPeople(30_000) })
  // Accepts requests but answers none, as long as `isSilent` is set.
  silent = await startSwapiServer({ shape: 'paged', intercept: () => isSilent })
})

afterAll(async () => {
  await server?.stop()
  await Promise.all([large?.close(), silent?.close()])
  rmSync(storageDir, { recursive: true, force: true, maxRetries: 5 })
})

async function start(port?: number): Promise<void> {
  const env = { SWAPI_SOURCES: `${large.url},${silent.url}` }
  server = await startServer({ storageDir, env, ...(port !== undefined && { port }) })
}

async function startDownload(source: string): Promise<string> {
  const { body } = await ask(server, '/api/datasets', { method: 'POST', body: JSON.stringify({ source }) })
  return (JSON.parse(body) as { dataset: { id: string } }).dataset.id
}

async function waitUntilReady(id: string): Promise<void> {
  for (;;) {
    const { status } = JSON.parse((await ask(server, `/api/datasets/${id}`)).body) as { status: string }
    if (status === 'ready') return
    expect(['queued', 'downloading']).toContain(status)
    await sleep(100)
  }
}

/** Starts an export larger than all buffers on the way, and does not read it. */
async function openUnreadExport(id: string): Promise<void> {
  await sendAndIgnore(
    server,
    `GET /api/datasets/${id}/rows?format=ndjson HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
  )
  await sleep(500)
}

let largeId: string
let silentId: string

test('a server with fifty viewers, a silent source, and clients that neither read nor finish stops in ten seconds', async () => {
  await start()
  largeId = await startDownload(large.url)
  await waitUntilReady(largeId)
  silentId = await startDownload(silent.url)
  while (silent.requests.length === 0) await sleep(20)
  const streams: Stream[] = await Promise.all(
    Array.from({ length: VIEWERS }, () => openStream(server, `/api/progress?ids=${silentId}`)),
  )
  while (!streams.every((stream) => stream.text().includes('event: progress'))) await sleep(20)
  await openUnreadExport(largeId)
  await sendAndIgnore(server, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n')
  await sendAndIgnore(server, '')

  const begun = performance.now()
  const exited = server.end('SIGTERM')
  await Promise.all(streams.map(({ ended }) => ended))
  for (const stream of streams)
    expect(stream.text()).toMatch(/\nretry: 5000\nevent: stopping\ndata: \{\}\n\n$/)
  const sentence = 'Holocron is stopping. Try again in a few seconds; it may have restarted by then.'
  const error = { code: 'unavailable', message: sentence }
  const health = await ask(server, '/api/health')
  expect(health).toMatchObject({
    status: 503,
    headers: { 'content-type': 'application/json', 'retry-after': '5', connection: 'close' },
  })
  expect(JSON.parse(health.body)).toEqual({ status: 'stopping', error })
  const refused = await ask(server, '/api/datasets', { method: 'POST', body: '{}' })
  expect([refused.status, JSON.parse(refused.body)]).toEqual([503, { error }])
  expect(await ask(server, '/')).toMatchObject({ status: 503, body: sentence })

  expect(await exited).toBe(143)
  expect(performance.now() - begun).toBeLessThan(10_000)
  expect(server.logs()).not.toMatch(/"level":(50|60)|Error/)
})

test('a page says so while the server is unavailable, and continues by itself when it is back', async () => {
  await start(server.port)
  const browser = await launchBrowser()
  const page = await browser.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  const followed = page.waitForRequest((request) => request.url().includes('/api/progress'))
  await page.goto(`${server.url}/datasets/${silentId}`)
  await page.getByText('finding a source').waitFor()
  await followed
  expect(await page.getByText(AWAY).count()).toBe(0)
  const url = page.url()

  await server.end('SIGTERM')
  await page.getByText(AWAY).waitFor()
  // Longer than one poll of the page: it must not navigate to an unavailable server.
  await sleep(4_000)
  expect([page.url(), await page.getByText('finding a source').count()]).toEqual([url, 1])

  isSilent = false
  await start(server.port)
  await page.getByText(AWAY).waitFor({ state: 'detached' })
  await page.getByRole('table', { name: 'Table of rows' }).waitFor()
  await browser.close()
})

test('a second signal ends the process at once', async () => {
  await waitUntilReady(silentId)
  await openUnreadExport(largeId)
  const exited = server.end('SIGINT')
  // Signals in quick succession count as one: a terminal signals all processes, and npm forwards it.
  await sleep(1_500)
  const again = performance.now()
  void server.end('SIGINT')
  expect(await exited).toBe(130)
  expect(performance.now() - again).toBeLessThan(3_000)
})
