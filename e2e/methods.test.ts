import { ask, downloadArchive } from './http'
import { sendRaw } from './raw'
import { listPages, listRoutes } from './routes'
import { startServer, type TestServer } from './server'
import { API_OPERATIONS } from '@/lib/api/openapi/operations'
import { errorSchema } from '@/lib/api/openapi/schemas'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY']

let server: TestServer
let id: string

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  id = await downloadArchive(server)
})
afterAll(() => server?.stop())

/** The URLs of the API's operations, and the methods that each supports. */
function listApi(): { address: string; methods: string[] }[] {
  return [...new Set(API_OPERATIONS.map(({ path }) => path))].map((path) => ({
    address: path.replace('{id}', id),
    methods: API_OPERATIONS.filter((operation) => operation.path === path).flatMap(({ method }) =>
      method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
    ),
  }))
}

function readError(body: string): { code: string; message: string } {
  return errorSchema.parse(JSON.parse(body)).error
}

test('every route refuses unsupported methods in the one error shape, and lists the supported ones', async () => {
  for (const { address, methods } of listApi()) {
    const allow = [...methods, 'OPTIONS'].join(', ')
    for (const method of METHODS.filter((one) => !methods.includes(one) && one !== 'HEAD')) {
      const { status, headers, body } = await ask(server, address, { method })
      expect({ method, address, status, allow: headers.allow }).toEqual({
        method,
        address,
        status: 405,
        allow,
      })
      expect(readError(body)).toEqual({
        code: 'wrong_method',
        message: `This path does not support ${method}, only ${allow}.`,
      })
    }
    const options = await ask(server, address, { method: 'OPTIONS' })
    expect([options.status, options.headers.allow, options.body]).toEqual([204, allow, ''])
  }
})

test('every page and file lists its supported methods, and refuses others', async () => {
  const script = /src="(\/_next\/static\/[^"]+\.js[^"]*)"/.exec((await ask(server, '/')).body)?.[1] ?? ''
  for (const [address, allow] of [
    ...listPages(id).map((page) => [page, 'GET, HEAD, POST, OPTIONS'] as const),
    ['/nothing', 'GET, HEAD, POST, OPTIONS'] as const,
    [script, 'GET, HEAD, OPTIONS'] as const,
    ['/icon.svg', 'GET, HEAD, OPTIONS'] as const,
  ]) {
    const options = await ask(server, address, { method: 'OPTIONS' })
    expect([address, options.status, options.headers.allow]).toEqual([address, 204, allow])
    for (const method of METHODS.filter((one) => !allow.includes(one))) {
      const { status, headers } = await ask(server, address, { method })
      expect({ method, address, status, allow: headers.allow }).toEqual({
        method,
        address,
        status: 405,
        allow,
      })
    }
  }
  expect(await sendRaw(server, ['OPTIONS * HTTP/1.1', 'Host: localhost', 'Connection: close'])).toMatch(
    /^HTTP\/1\.1 204 /,
  )
})

test('HEAD returns the status and headers of GET everywhere, and no content', async () => {
  const addresses = [
    ...listRoutes(id).flatMap(({ method, address }) => (method === 'GET' ? [address] : [])),
    ...listPages(id),
  ]
  for (const address of addresses.map((one) =>
    one.endsWith('/counts.svg') || one.endsWith('/counts') ? `${one}?columns=gender` : one,
  )) {
    const [get, head] = [await ask(server, address), await ask(server, address, { method: 'HEAD' })]
    const shown = ({ status, headers }: typeof get): unknown => [address, status, headers['content-type']]
    expect(shown(head)).toEqual(shown(get))
    expect(head.body).toBe('')
  }
})

test.each([
  '/api',
  '/api/nope',
  '/api/nope/',
  '/api/datasets/x/nope',
  '/api/%ff',
  '/api/datasets//x',
  '/api/inngest/x',
])('%s is not found, in the one error shape', async (address) => {
  for (const method of ['GET', 'POST', 'DELETE']) {
    const { status, headers, body } = await ask(server, address, { method })
    expect([status, headers['content-type']]).toEqual([404, 'application/json'])
    expect(readError(body)).toEqual({
      code: 'not_found',
      message: 'There is nothing at this path. GET /api/openapi.json lists those that exist.',
    })
  }
})

test('every route refuses unknown parameters', async () => {
  for (const { method, address } of listRoutes(id)) {
    if (address === '/api/inngest') continue
    const { status, body } = await ask(server, `${address}?columns=gender&nope=1`, { method })
    expect({ method, address, status }).toEqual({ method, address, status: 400 })
    expect(readError(body).message).toMatch(/"(nope|columns)" is not a parameter\./)
  }
  const { status, body } = await ask(server, '/api/datasets?limit=abc')
  expect([status, readError(body).message]).toEqual([400, 'limit must be a whole number, 1 or more.'])
})

test('202 says where the dataset is', async () => {
  const started = await ask(server, '/api/datasets', { method: 'POST', body: '{"source":"archive"}' })
  const { dataset } = JSON.parse(started.body) as { dataset: { id: string } }
  expect([started.status, started.headers.location]).toEqual([202, `/api/datasets/${dataset.id}`])
  expect((await ask(server, String(started.headers.location))).status).toBe(200)
})

test('client errors are not logged', async () => {
  const before = server.logs()
  expect((await ask(server, '/api/datasets', { method: 'POST', body: '{' })).status).toBe(400)
  expect((await ask(server, '/api/datasets/%zz')).status).toBe(400)
  expect(server.logs().slice(before.length)).toBe('')
})
