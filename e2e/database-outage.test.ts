/** The built server on a PostgreSQL that goes away and comes back. */
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer, type TestServer } from './server'
import { type CuttingProxy, startCuttingProxy } from '@/lib/testing/cutting-proxy'
import { startPostgres, type TestPostgres } from '@/lib/testing/postgres'

jest.setTimeout(120_000)

let postgres: TestPostgres
let proxy: CuttingProxy
let server: TestServer
let id: string

const SENTENCE = 'The database is not responding. Try again in a moment.'

beforeAll(async () => {
  postgres = await startPostgres({ isDurable: true })
  const url = new URL(await postgres.createDatabase('e2e'))
  proxy = await startCuttingProxy(Number(url.port))
  url.port = String(proxy.port)
  server = await startServer({ env: { DATABASE_URL: url.href, SWAPI_SOURCES: 'archive' } })
  id = await start()
  await waitUntilReady(id)
}, 240_000)
afterAll(async () => {
  await server?.stop()
  await proxy?.close()
  await postgres?.stop()
})

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, { headers: { accept: 'text/html', ...headers } })
}

async function start(): Promise<string> {
  const response = await fetch(`${server.url}/api/datasets`, {
    method: 'POST',
    body: JSON.stringify({ keepUnchanged: true }),
  })
  expect(response.status).toBe(202)
  return ((await response.json()) as { dataset: { id: string } }).dataset.id
}

async function waitUntilReady(dataset: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    const response = await get(`/api/datasets/${dataset}`)
    if (response.status === 503) continue
    const body = await response.text()
    expect([response.status, body]).toEqual([
      200,
      expect.stringMatching(/"status":"(queued|downloading|ready)"/),
    ])
    if (body.includes('"status":"ready"')) return
  }
  throw new Error('It did not become ready.')
}

/** Takes the database away for the time of a task. */
async function whileAway(mode: 'refuse' | 'silence', task: () => Promise<void>): Promise<void> {
  proxy.setMode(mode)
  if (mode === 'refuse') proxy.cut()
  try {
    await task()
  } finally {
    proxy.setMode('pass')
  }
  // A page waits four seconds for it: on a busy machine that may be too short for the first one.
  const back = performance.now()
  while ((await get('/')).status !== 200) expect(performance.now() - back).toBeLessThan(8_000)
}

describe.each(['refuse', 'silence'] as const)('while the database answers with %s', (mode) => {
  test('pages, the API and forms say so with 503, and the server stays alive', async () => {
    await whileAway(mode, async () => {
      const paths = ['/', `/datasets/${id}`, '/schedules']
      const begun = performance.now()
      const pages = await Promise.all(paths.map((path) => get(path)))
      expect(performance.now() - begun).toBeLessThan(15_000)
      for (const page of pages) {
        expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5'])
        expect(await page.text()).toContain(SENTENCE)
      }
      const rows = await get(`/api/datasets/${id}/rows`, { accept: 'application/json' })
      expect([rows.status, rows.headers.get('retry-after')]).toEqual([503, '5'])
      expect(await rows.json()).toEqual({ error: { code: 'unavailable', message: SENTENCE } })
      const click = await fetch(`${server.url}/api/datasets`, { method: 'POST' })
      expect(click.status).toBe(503)
      const navigation = await get(`/datasets/${id}?_rsc=1`, { rsc: '1', accept: '*/*' })
      expect(navigation.status).toBe(503)
      expect((await get('/api/openapi.json')).status).toBe(200)
    })
  })
})

test('a request during a short outage is answered as if there had been none', async () => {
  const away = whileAway('refuse', () => sleep(1_500))
  await sleep(100)
  const answers = await Promise.all([get('/'), get(`/datasets/${id}`), get(`/api/datasets/${id}/rows`)])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  await away
})

test('a page during which the database goes away says so, and shows no error number', async () => {
  const statuses = new Set<number>()
  for (let round = 0; round < 20; round++) {
    const asked = Array.from({ length: 4 }, () => get('/'))
    await sleep(round * 3)
    proxy.cut()
    for (const page of await Promise.all(asked)) {
      statuses.add(page.status)
      if (page.status !== 200) expect(await page.text()).toContain(SENTENCE)
    }
  }
  expect([...statuses].filter((status) => ![200, 503].includes(status))).toEqual([])
})

test('a download during which the database restarts becomes ready', async () => {
  const download = await start()
  await postgres.halt('SIGQUIT')
  await sleep(7_000)
  await postgres.resume()
  await waitUntilReady(download)
  expect(server.logs()).not.toMatch(/resuming a run/)
})
