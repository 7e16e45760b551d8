import { ask, encodeForm, readForm } from './http'
import { startServer, type TestServer } from './server'

const LARGE = 60 * 1024 * 1024

let server: TestServer

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
})
afterAll(() => server?.stop())

async function countDatasets(): Promise<number> {
  const { total } = JSON.parse((await ask(server, '/api/datasets')).body) as { total: number }
  return total
}

describe('a form', () => {
  test.each<[string, Record<string, string>]>([
    ['without an origin', {}],
    ['from another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['from another site that hides its origin', { 'sec-fetch-site': 'cross-site' }],
    ['from a sandboxed frame', { origin: 'null' }],
    [
      'from another site with a forged X-Forwarded-Host',
      { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    ],
  ])('%s changes nothing', async (_what, headers) => {
    const form = await encodeForm(await readForm(server, '/', 'Download latest'))
    await ask(server, '/', { method: 'POST', body: form.body, headers: { ...form.headers, ...headers } })
    expect(await countDatasets()).toBe(0)
  })

  test('of 60 MB with Content-Length is refused unread', async () => {
    const fields = await readForm(server, '/', 'Download latest')
    const { body, headers } = await encodeForm({ ...fields, source: 'x'.repeat(LARGE) })
    const sent = { ...headers, origin: server.url }
    const answer = await ask(server, '/', { method: 'POST', body, headers: sent })
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 413,
      body: 'The body is larger than 1 MiB.',
    })
    expect(await countDatasets()).toBe(0)
  })

  test('of 60 MB without Content-Length is refused too', async () => {
    const fields = await readForm(server, '/', 'Download latest')
    const { body, headers } = await encodeForm({ ...fields, source: '' })
    // Everything up to the end of the last field, whose value then continues.
    const start = body.subarray(0, body.lastIndexOf('\r\n--'))
    const sent = { ...headers, origin: server.url }
    const answer = await ask(server, '/', { method: 'POST', body: start, headers: sent, streamBytes: LARGE })
    expect(answer.status).toBe(411)
    expect(await countDatasets()).toBe(0)
    expect((await ask(server, '/api/health')).status).toBe(200)
  })

  test('from this site works', async () => {
    const fields = await readForm(server, '/', 'Download latest')
    const form = await encodeForm({ ...fields, source: 'archive' })
    const headers = { ...form.headers, origin: server.url }
    expect((await ask(server, '/', { method: 'POST', body: form.body, headers })).status).toBe(200)
    expect(await countDatasets()).toBe(1)
  })
})

describe('a route', () => {
  test('refuses a body of 60 MB with Content-Length without reading it', async () => {
    for (const address of ['/api/datasets', '/api/datasets/20200101-000000-aaaaa/cancel']) {
      const headers = { 'content-length': String(LARGE) }
      const { status, body } = await ask(server, address, { method: 'POST', headers, streamBytes: LARGE })
      expect(status).toBe(413)
      expect(JSON.parse(body)).toMatchObject({ error: { code: 'too_large' } })
    }
  })

  test('stops reading one without Content-Length after 1 MiB', async () => {
    const { status } = await ask(server, '/api/datasets', { method: 'POST', streamBytes: LARGE })
    expect(status).toBe(413)
  })

  test('that takes no body ignores one', async () => {
    const address = '/api/datasets/20200101-000000-aaaaa/cancel'
    expect((await ask(server, address, { method: 'POST', streamBytes: LARGE })).status).toBe(404)
  })
})

describe('a server start', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['with INNGEST_DEV', { INNGEST_DEV: '1' }, /INNGEST_DEV: switches signature checks off/],
    ['with PRIVATE and no token', { PRIVATE: '1' }, /PRIVATE: needs ACCESS_TOKEN as well/],
    ['with a short token', { ACCESS_TOKEN: 'short' }, /ACCESS_TOKEN: must be at least 16/],
  ])('%s fails with a clear message', async (_what, env, sentence) => {
    await expect(startServer({ env })).rejects.toThrow(sentence)
  })
})
