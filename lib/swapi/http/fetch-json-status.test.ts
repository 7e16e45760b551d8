/** Statuses, Retry-After and redirects of `fetchJson`; bodies and connections are covered by fetch-json.test.ts. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SourceError } from '@/lib/errors'
import { fetchJson } from '@/lib/swapi/http/fetch-json'

let server: Server
let handler: RequestListener
let base: string

beforeAll(async () => {
  server = createServer((request, response) => handler(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
  server.closeAllConnections()
})

const onRequest = jest.fn()
beforeEach(() => onRequest.mockClear())

async function ask(path: string): Promise<unknown> {
  const { body } = await fetchJson(`${base}${path}`, {
    timeoutMs: 10_000,
    maxBytes: { bytes: 1_000, setting: 'A_LIMIT' },
    onRequest,
  })
  return body
}

async function failureOf(path: string): Promise<SourceError & { text: string }> {
  const error: unknown = await ask(path).then(
    () => 'accepted',
    (reason: unknown) => reason,
  )
  if (!(error instanceof SourceError)) throw new Error('Expected a SourceError', { cause: error })
  return Object.assign(error, { text: error.message.replaceAll(new URL(base).host, 'HOST') })
}

describe('a status other than success', () => {
  test.each([
    [400, 'HOST answered with status 400.', false],
    [401, 'HOST refuses access (401).', false],
    [403, 'HOST refuses access (403).', false],
    [404, 'HOST has nothing at /api/people/ (404).', false],
    [408, 'HOST answered with status 408.', true],
    [410, 'HOST answered with status 410.', false],
    [429, 'HOST asks us to wait: too many requests (429).', true],
    [500, 'HOST failed with a server error (500).', true],
    [502, 'HOST failed with a server error (502).', true],
    [503, 'HOST failed with a server error (503).', true],
    [304, 'HOST answered with status 304.', false],
  ])('%i: %s Retriable: %s', async (status, text, retriable) => {
    handler = (_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end()
    expect(await failureOf('/api/people/?page=2')).toMatchObject({ text, retriable, status })
    expect(onRequest).toHaveBeenCalledTimes(1)
  })

  test('leaves the body unread, so an HTML page does no harm', async () => {
    handler = (_, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'.repeat(1_000))
    expect((await failureOf('/')).text).toBe('HOST failed with a server error (502).')
  })
})

describe('Retry-After', () => {
  test.each([
    ['7', 7_000, 'HOST asks us to wait for 7 s: too many requests (429).'],
    ['0', 1_000, 'HOST asks us to wait for 1 s: too many requests (429).'],
    ['86400', 86_400_000, 'HOST asks us to wait for 24 hours: too many requests (429).'],
    ['25924', 25_924_000, 'HOST asks us to wait for 7 hours: too many requests (429).'],
    ['600', 600_000, 'HOST asks us to wait for 10 minutes: too many requests (429).'],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 1_000, 'HOST asks us to wait for 1 s: too many requests (429).'],
    ['-5', undefined, 'HOST asks us to wait: too many requests (429).'],
    ['soon', undefined, 'HOST asks us to wait: too many requests (429).'],
  ])('"%s" asks for a wait of %s ms', async (header, retryAfterMs, text) => {
    handler = (_, response) => response.writeHead(429, { 'retry-after': header }).end('Too many requests')
    const failure = await failureOf('/')
    expect({ retryAfterMs: failure.retryAfterMs, text: failure.text }).toEqual({ retryAfterMs, text })
  })

  test('with a future date asks to wait until then', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString()
    handler = (_, response) => response.writeHead(503, { 'retry-after': date }).end()
    const { retryAfterMs } = await failureOf('/')
    expect(retryAfterMs).toBeGreaterThan(3_000_000)
    expect(retryAfterMs).toBeLessThanOrEqual(3_600_000)
  })
})

describe('a redirect', () => {
  /** `/hops/3` redirects to `/hops/2` and so on; `/hops/0` responds. */
  function serveHops(status = 302): void {
    handler = (request, response) => {
      const left = Number(request.url?.split('/').at(-1))
      if (left === 0) response.end('"arrived"')
      else response.writeHead(status, { location: `/hops/${left - 1}` }).end('moved')
    }
  }

  test.each([301, 302, 303, 307, 308])('with status %i is followed on the same host', async (status) => {
    serveHops(status)
    expect(await ask('/hops/1')).toBe('arrived')
    expect(onRequest).toHaveBeenCalledTimes(2)
  })

  test('is followed three times, each counted, and the final URL is returned', async () => {
    serveHops()
    const answer = await fetchJson(`${base}/hops/3`, {
      timeoutMs: 10_000,
      maxBytes: { bytes: 1_000, setting: 'A_LIMIT' },
      onRequest,
    })
    expect(answer).toMatchObject({ body: 'arrived', url: `${base}/hops/0` })
    expect(onRequest).toHaveBeenCalledTimes(4)
  })

  test('is not followed a fourth time', async () => {
    serveHops()
    const failure = await failureOf('/hops/4')
    expect(failure).toMatchObject({ text: 'HOST kept redirecting: more than 3 times.', retriable: false })
    expect(onRequest).toHaveBeenCalledTimes(4)
  })

  test('to itself is abandoned after three', async () => {
    handler = (request, response) => response.writeHead(301, { location: request.url }).end()
    expect((await failureOf('/loop')).text).toBe('HOST kept redirecting: more than 3 times.')
    expect(onRequest).toHaveBeenCalledTimes(4)
  })

  test.each([
    ['http://169.254.169.254/latest/meta-data', '169.254.169.254'],
    ['//evil.example/api', 'evil.example'],
    ['http://127.0.0.1:1/', '127.0.0.1:1'],
    ['file:///etc/passwd', ''],
    ['http://[', 'http://['],
  ])('to %s is rejected', async (location, place) => {
    handler = (_, response) => response.writeHead(302, { location }).end()
    expect(await failureOf('/')).toMatchObject({
      text: `HOST redirects elsewhere (${place}), which is not followed.`,
      retriable: false,
    })
    expect(onRequest).toHaveBeenCalledTimes(1)
  })
})
