import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@libsql/client'
import { ask } from './http'
import { EVENT_KEY, type InngestServer, SIGNING_KEY, startInngestServer } from './inngest-server'
import { findFreePort, startServer, type TestServer } from './server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

let inngest: InngestServer
let swapi: SwapiServer
let busy: SwapiServer
let dead: string
let server: TestServer

beforeAll(async () => {
  inngest = await startInngestServer()
  inngest.isRefusing = true
  swapi = await startSwapiServer({ shape: 'paged' })
  busy = await startSwapiServer({
    shape: 'paged',
    intercept: (_, response) => Boolean(response.writeHead(503).end()),
  })
  dead = `http://127.0.0.1:${await findFreePort()}/api`
  const port = await findFreePort()
  server = await startServer({
    port,
    env: {
      SWAPI_SOURCES: [dead, busy.url, swapi.url].join(),
      RETRY_BACKOFF_MS: '100',
      INNGEST_BASE_URL: inngest.url,
      INNGEST_SERVE_ORIGIN: `http://127.0.0.1:${port}`,
      INNGEST_EVENT_KEY: EVENT_KEY,
      INNGEST_SIGNING_KEY: SIGNING_KEY,
    },
  })
})

afterAll(async () => {
  await server?.stop()
  await Promise.all([inngest?.close(), swapi?.close(), busy?.close()])
})

interface Download {
  id: string
  status: string
  error: string | null
  problem: string | null
  fileName: string
  source: string | null
  retries: number
}

async function start(source: string): Promise<string> {
  const { body } = await ask(server, '/api/datasets', {
    method: 'POST',
    body: JSON.stringify({ source, keepUnchanged: true }),
  })
  return (JSON.parse(body) as { dataset: Download }).dataset.id
}

async function read(id: string): Promise<Download> {
  return JSON.parse((await ask(server, `/api/datasets/${id}`)).body) as Download
}

async function readEnded(id: string): Promise<Download> {
  for (;;) {
    const dataset = await read(id)
    if (!['queued', 'downloading'].includes(dataset.status)) return dataset
    await sleep(50)
  }
}

async function readNotice(): Promise<string> {
  const { body } = await ask(server, '/')
  return /Downloads are not being executed.*?<\/div>/.exec(body)?.[0] ?? ''
}

/** Sets a time of a running download back, so that no test waits for as long. */
async function setBack(column: 'requestedAt' | 'aliveUntil', id: string, seconds: number): Promise<void> {
  const client = createClient({ url: `file:${path.join(server.storageDir, 'holocron.db')}` })
  const time = new Date(Date.now() - seconds * 1_000).toISOString()
  await client.execute({ sql: `UPDATE "Dataset" SET "${column}" = ? WHERE "id" = ?`, args: [time, id] })
  client.close()
}

test('until the server accepts the registration, the dashboard says that downloads do not start, and why', async () => {
  while (!(await readNotice()).includes('INNGEST_SIGNING_KEY')) await sleep(100)
  expect(await readNotice()).toContain(`Holocron is not registered with Inngest at ${inngest.url}`)
  expect(await readNotice()).toContain(
    `inngest start --sdk-url http://127.0.0.1:${server.port}/api/inngest …`,
  )
  expect(inngest.registration()).toBeNull()
})

test('then Holocron registers itself, is called, and says nothing', async () => {
  inngest.isRefusing = false
  while ((await readNotice()) !== '') await sleep(100)
  expect(inngest.registration()?.functions.map(({ id }) => id)).toEqual([
    'holocron-download-dataset',
    'holocron-download-dataset-failure',
    'holocron-confirm-connection',
  ])
  expect(inngest.registration()?.functions[0]).toMatchObject({
    concurrency: { limit: 6, key: 'event.data.key' },
    timeouts: { start: '600s' },
  })
  expect(inngest.events).toContain('holocron/connection.tested')
})

test('one click downloads everything, by calls of the server', async () => {
  const { status, fileName, id } = await readEnded(await start(swapi.url))
  expect(status).toBe('ready')
  const csv = readFileSync(path.join(server.storageDir, 'datasets', id, fileName), 'utf8')
  expect(csv.trimEnd().split('\n')).toHaveLength(83)
})

test.each([
  ['refuses connections', () => dead],
  ['responds with 503 for ever', () => busy.url],
])('a source that %s ends the download with its reason', async (_what, source) => {
  const ended = await readEnded(await start(source()))
  expect(ended).toMatchObject({ status: 'failed', error: expect.stringContaining('127.0.0.1') })
})

test('sources that fail are passed over without a retry', async () => {
  const ended = await readEnded(await start('auto'))
  expect(ended).toMatchObject({ status: 'ready', source: swapi.url, retries: 0 })
})

test('a download that the server does not begin says so, and ends', async () => {
  inngest.isWorking = false
  const id = await start(swapi.url)
  await setBack('requestedAt', id, 31)
  expect((await read(id)).problem).toContain(
    `Inngest at ${inngest.url} accepted this download, but has not begun it`,
  )
  await setBack('requestedAt', id, 600)
  expect(await readEnded(id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('did not begin this download within 10 min'),
  })
  inngest.isWorking = true
})

test('a server that is gone is said at the click, and the next click starts a new download', async () => {
  await inngest.close()
  const answer = await ask(server, '/api/datasets', {
    method: 'POST',
    body: JSON.stringify({ source: swapi.url }),
  })
  expect(answer.status).toBe(503)
  expect(answer.body).toContain('The download could not be started: the Inngest server did not accept it.')
})
