import { ask, downloadArchive, encodeForm, readForm } from './http'
import { sendRaw } from './raw'
import { listPages, listRoutes } from './routes'
import { startServer, type TestServer } from './server'
import { errorSchema } from '@/lib/api/openapi/schemas'

const EVIL = 'evil.example:3000'

function sentence(name: string): string {
  return `Holocron is not served under the name ${name}. If it should be, add it to the settings: ALLOWED_HOSTS=${name}`
}

async function statusAs(server: TestServer, host: string, headers = {}): Promise<number> {
  return (await ask(server, '/api/datasets', { headers: { host, ...headers } })).status
}

describe('without settings', () => {
  let server: TestServer
  let id: string

  beforeAll(async () => {
    server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
    id = await downloadArchive(server)
  })
  afterAll(() => server?.stop())

  test('local names are served, whatever the port and the case', async () => {
    for (const host of ['localhost', 'LOCALHOST.', '127.0.0.1:1', '[::1]:3000', `localhost:${server.port}`])
      expect({ host, status: await statusAs(server, host) }).toEqual({ host, status: 200 })
  })

  test('a page whose name was rebound to this server reads, starts and deletes nothing', async () => {
    const headers = { host: EVIL, origin: `http://${EVIL}`, 'sec-fetch-site': 'same-origin' }
    const routes = listRoutes(id).map(({ method, address }) => ({ method, address }))
    const pages = listPages(id).map((address) => ({ method: 'GET', address }))
    const others = ['/_next/static/x.js', '/icon.svg', '/nothing', '/api/nothing'].map((address) => ({
      method: 'GET',
      address,
    }))
    for (const { method, address } of [...routes, ...pages, ...others]) {
      const { status, body, headers: answered } = await ask(server, address, { method, headers })
      expect({ method, address, status }).toEqual({ method, address, status: 421 })
      expect(body).toContain(sentence('evil.example'))
      expect(answered['content-security-policy']).toMatch(/^default-src 'none'/)
      if (address.startsWith('/api/'))
        expect(errorSchema.parse(JSON.parse(body)).error.code).toBe('wrong_host')
    }
    const form = await encodeForm(await readForm(server, '/', 'Download latest'))
    const sent = { ...form.headers, ...headers }
    expect((await ask(server, '/', { method: 'POST', body: form.body, headers: sent })).status).toBe(421)
    expect(JSON.parse((await ask(server, '/api/datasets')).body)).toMatchObject({ total: 1 })
  })

  test('a browser gets a page that says what to set', async () => {
    const headers = { host: '<b>.example', accept: 'text/html,*/*' }
    const strange = await ask(server, '/', { headers })
    expect(strange.status).toBe(421)
    expect(strange.body).not.toContain('<b>.example')
    const { body, headers: answered } = await ask(server, '/', { headers: { ...headers, host: EVIL } })
    expect(answered['content-type']).toBe('text/html; charset=utf-8')
    expect(body).toContain(`<p>${sentence('evil.example')}</p>`)
  })

  test('no header can claim another name, or HTTPS', async () => {
    const forged = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    }
    expect(await statusAs(server, EVIL, { 'x-forwarded-host': 'localhost' })).toBe(421)
    const { body } = await ask(server, `/datasets/${id}`, { headers: forged })
    expect(body).toContain(`content="http://127.0.0.1:${server.port}/`)
    expect(body).not.toContain('evil.example')
    expect(body).not.toContain('https://127.0.0.1')
  })

  test('a form with a forged X-Forwarded-Host counts as cross-site', async () => {
    const form = await encodeForm({ ...(await readForm(server, '/', 'Download latest')), source: 'archive' })
    const headers = { ...form.headers, origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' }
    await ask(server, '/', { method: 'POST', body: form.body, headers })
    expect(JSON.parse((await ask(server, '/api/datasets')).body)).toMatchObject({ total: 1 })
  })

  test.each([
    ['a URL that names another host', ['GET http://evil.example/api/datasets HTTP/1.1', 'Host: localhost']],
    ['HTTP/1.0 without a host', ['GET /api/datasets HTTP/1.0']],
    ['an empty host', ['GET /api/datasets HTTP/1.1', 'Host:', 'Connection: close']],
  ])('%s is refused', async (_what, lines) => {
    expect(await sendRaw(server, [...lines, 'Connection: close'])).toMatch(/^HTTP\/1\.1 421 /)
  })

  test('a URL that names this host is served, whatever the Host header says', async () => {
    const lines = [
      'GET http://localhost/api/datasets?limit=1 HTTP/1.1',
      'Host: evil.example',
      'Connection: close',
    ]
    expect(await sendRaw(server, lines)).toMatch(/^HTTP\/1\.1 200 /)
  })
})

describe('with allowed names', () => {
  let server: TestServer

  beforeAll(async () => {
    const env = { SWAPI_SOURCES: 'archive', ALLOWED_HOSTS: 'holocron.example, *.lan', TRUST_PROXY: '1' }
    server = await startServer({ env })
  })
  afterAll(() => server?.stop())

  test('they are served, and others are not', async () => {
    for (const [host, status] of [
      ['holocron.example', 200],
      ['a.lan:8080', 200],
      ['localhost', 200],
      ['lan', 421],
      ['evil.example', 421],
    ] as const)
      expect({ host, status: await statusAs(server, host) }).toEqual({ host, status })
  })

  test('a trusted proxy provides the host name and protocol, and its last entry counts', async () => {
    const proxied = { 'x-forwarded-host': 'evil.example, holocron.example', 'x-forwarded-proto': 'https' }
    const { body } = await ask(server, '/login', { headers: { host: 'localhost', ...proxied } })
    expect(body).not.toContain('evil.example')
    expect(await statusAs(server, 'localhost', { 'x-forwarded-host': 'evil.example' })).toBe(421)
    const form = await encodeForm({ ...(await readForm(server, '/', 'Download latest')), source: 'archive' })
    const headers = { ...form.headers, ...proxied, host: 'localhost', origin: 'https://holocron.example' }
    expect((await ask(server, '/', { method: 'POST', body: form.body, headers })).status).toBe(200)
    expect(JSON.parse((await ask(server, '/api/datasets')).body)).toMatchObject({ total: 1 })
  })
})

test('with HOST=0.0.0.0 every IP address is served, but no name that could be rebound', async () => {
  const server = await startServer({ env: { SWAPI_SOURCES: 'archive', HOST: '0.0.0.0' } })
  expect(await statusAs(server, '192.0.2.1')).toBe(200)
  expect(await statusAs(server, 'evil.example')).toBe(421)
  await server.stop()
})
