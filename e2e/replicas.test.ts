import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStream } from './connections'
import { ask, encodeForm, readForm } from './http'
import { startServer, type TestServer } from './server'
import { startPostgres, type TestPostgres } from '@/lib/testing/postgres'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

const folders = ['shared', 'other'].map((name) => mkdtempSync(path.join(tmpdir(), `holocron-${name}-`)))
const [shared = '', other = ''] = folders

let postgres: TestPostgres
let source: SwapiServer
let settings: Record<string, string>
let one: TestServer
let two: TestServer

beforeAll(async () => {
  postgres = await startPostgres()
  source = await startSwapiServer({ shape: 'paged', delayMs: 300 })
  const DATABASE_URL = await postgres.createDatabase('replicas')
  settings = { DATABASE_URL, SWAPI_SOURCES: source.url, STOP_DELAY_MS: '2000' }
  one = await startServer({ storageDir: shared, env: settings })
  two = await startServer({ storageDir: shared, env: settings })
})

afterAll(async () => {
  await Promise.all([one?.stop(), two?.stop()])
  await Promise.all([source?.close(), postgres?.stop()])
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const read = async <T>(server: TestServer, address: string): Promise<T> =>
  JSON.parse((await ask(server, address)).body) as T

let id: string

test('a download that one server runs is followed and read on the other, with the same bytes', async () => {
  const started = await ask(one, '/api/datasets', { method: 'POST', body: '{}' })
  id = (JSON.parse(started.body) as { dataset: { id: string } }).dataset.id
  const stream = await openStream(two, `/api/progress?ids=${id}`)
  while (!/"pagesDone":[1-9]/.test(stream.text())) await sleep(50)
  for (let status = ''; status !== 'ready'; await sleep(100)) {
    ;({ status } = await read<{ status: string }>(two, `/api/datasets/${id}`))
    expect(['queued', 'downloading', 'ready']).toContain(status)
  }
  while (!stream.text().includes('"status":"ready"')) await sleep(50)
  const [mine, theirs] = await Promise.all(
    [one, two].map((server) => ask(server, `/api/datasets/${id}/file`)),
  )
  expect(theirs?.status).toBe(200)
  expect(theirs?.body).toBe(mine?.body)
})

test('a form of one server is understood by the other', async () => {
  const form = await encodeForm({ ...(await readForm(one, '/', 'Download latest')), source: 'archive' })
  const headers = { ...form.headers, origin: two.url }
  const answer = await ask(two, '/', { method: 'POST', body: form.body, headers })
  expect(answer.status).toBeLessThan(400)
  expect(answer.body).not.toContain('Holocron was updated')
})

test('a server that sees another storage says so, and damages nothing', async () => {
  const apart = await startServer({ storageDir: other, env: settings })
  try {
    const rows = await ask(apart, `/api/datasets/${id}/rows`)
    expect([rows.status, JSON.parse(rows.body)]).toEqual([
      503,
      { error: { code: 'elsewhere', message: expect.any(String) } },
    ])
    // It looks at the others beside its start, which does not wait for that.
    const isApart = async (): Promise<boolean> =>
      (await ask(apart, '/api/ready')).body.includes('"storage":"not shared with 2 other servers"')
    while (!(await isApart())) await sleep(200)
    const { body } = await ask(apart, '/')
    expect(body).toContain('The servers use different storages')
    expect(body).toContain('kept in a storage that this server does not see')
  } finally {
    await apart.stop()
  }
  expect((await ask(one, `/api/datasets/${id}/rows`)).status).toBe(200)
})

test('after SIGTERM a server is no longer ready, but serves everything until the delay is over', async () => {
  const exited = two.end('SIGTERM')
  await sleep(500)
  const ready = await ask(two, '/api/ready')
  expect([ready.status, JSON.parse(ready.body)]).toEqual([
    503,
    {
      status: 'not ready',
      checks: expect.objectContaining({ database: 'ok' }),
      error: { code: 'unavailable', message: 'Holocron is about to stop.' },
    },
  ])
  expect((await ask(two, '/api/health')).status).toBe(200)
  expect((await ask(two, `/api/datasets/${id}/rows`)).status).toBe(200)
  await exited
  // The first looks at the others with each sign of life.
  while (!(await ask(one, '/api/ready')).body.includes('"storage":"ok"')) await sleep(200)
  expect(await read(one, '/api/ready')).toMatchObject({ status: 'ready' })
})
