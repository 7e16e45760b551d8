import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { SourceError } from '@/lib/errors'
import { fetchJson, type FetchedJson, type FetchJsonOptions } from '@/lib/swapi/http/fetch-json'

const TOO_LARGE =
  'HOST sent a response of more than 1,000,000 bytes, the limit set by A_LIMIT. Raise it if that is to be expected, or choose another source.'
const limitOf = (bytes: number) => ({ bytes, setting: 'A_LIMIT' })

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

let server: Server
let handler: Handler
let base: string

beforeAll(async () => {
  server = createServer((request, response) => void handler(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
  server.closeAllConnections()
})

/** Sets the server's handler, then fetches from it. */
function ask(script: Handler, options: Partial<FetchJsonOptions> = {}, path = '/'): Promise<FetchedJson> {
  handler = script
  return fetchJson(`${base}${path}`, { timeoutMs: 10_000, maxBytes: limitOf(1_000_000), ...options })
}

/** The fields of a failure, with HOST for the host, which changes with each run. */
async function failureOf(answer: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = await answer.then(
    (body) => ({ accepted: body }),
    (reason: unknown) => reason,
  )
  if (!(error instanceof SourceError)) throw new Error('Expected a SourceError', { cause: error })
  const { message, retriable, retryAfterMs, status } = error
  return { message: message.replace(new URL(base).host, 'HOST'), retriable, retryAfterMs, status }
}

function failure(message: string, retriable: boolean): Record<string, unknown> {
  return { message, retriable, retryAfterMs: undefined, status: undefined }
}

describe('a response that is accepted', () => {
  test('is parsed, and returned with its URL', async () => {
    const answer = await ask((_, response) => response.end('{"name":"Padmé"}'), {}, '/api/people/?page=1')
    expect(answer).toMatchObject({ body: { name: 'Padmé' }, url: `${base}/api/people/?page=1` })
  })

  test('was requested as JSON, with one request', async () => {
    const onRequest = jest.fn()
    const echo: Handler = ({ method, headers }, response) =>
      response.end(JSON.stringify([method, headers.accept]))
    const { body } = await ask(echo, { onRequest })
    expect(body).toEqual(['GET', 'application/json'])
    expect(onRequest).toHaveBeenCalledTimes(1)
  })

  test('may begin with a byte order mark', async () => {
    const { body } = await ask((_, response) => response.end('\uFEFF[1]'))
    expect(body).toEqual([1])
  })

  test('may split a character across two chunks', async () => {
    const bytes = Buffer.from('"é"')
    const { body } = await ask(async (_, response) => {
      await new Promise((resolve) => response.write(bytes.subarray(0, 2), resolve))
      setImmediate(() => response.end(bytes.subarray(2)))
    })
    expect(body).toBe('é')
  })

  test('may be exactly as large as the limit', async () => {
    const { body } = await ask((_, response) => response.end('[1,2]'), { maxBytes: limitOf(5) })
    expect(body).toEqual([1, 2])
  })
})

describe('a response that never ends', () => {
  test('is abandoned when its body drips past the deadline', async () => {
    const answer = ask(
      (_, response) => {
        response.write('[')
        const drip = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(drip))
      },
      { timeoutMs: 200 },
    )
    expect(await failureOf(answer)).toEqual(failure('HOST did not answer within 0.2 s.', true))
  })

  test('is abandoned when nothing arrives at all, and counts as a request', async () => {
    const onRequest = jest.fn()
    const answer = ask(() => undefined, { timeoutMs: 200, onRequest })
    expect(await failureOf(answer)).toEqual(failure('HOST did not answer within 0.2 s.', true))
    expect(onRequest).toHaveBeenCalledTimes(1)
  })

  test('is abandoned when it exceeds the cap', async () => {
    const chunk = ' '.repeat(10_000)
    const flood: Handler = (_, response) => {
      const fill = (): void => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', fill)
      fill()
    }
    expect(await failureOf(ask(flood, { maxBytes: limitOf(1_000_000) }))).toEqual(failure(TOO_LARGE, false))
  })
})

describe('a response that is broken', () => {
  const notJson = (type: string): string => `HOST sent something that is not JSON (${type}).`

  test.each<[string, Handler, string]>([
    [
      'HTML with status 200',
      (_, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end('<html></html>'),
      notJson('text/html; charset=utf-8'),
    ],
    ['half a document', (_, response) => response.end('{"count":82,'), notJson('no content type')],
    ['an empty body', (_, response) => response.end(), 'HOST sent an empty response.'],
    ['204', (_, response) => response.writeHead(204).end(), 'HOST sent an empty response.'],
    [
      'bytes that are not UTF-8',
      (_, response) => response.end(Buffer.from([0x22, 0xe9, 0x22])),
      'HOST sent text that is not valid UTF-8.',
    ],
    [
      'half a character at the end',
      (_, response) => response.end(Buffer.from([0x22, 0x22, 0xc3])),
      'HOST sent text that is not valid UTF-8.',
    ],
    [
      'less than its content-length',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('[1]', () => response.destroy())
      },
      'HOST closed the connection unexpectedly.',
    ],
    [
      'a chunked body cut off in the middle',
      (_, response) => void response.write('[1,', () => response.destroy()),
      'HOST closed the connection unexpectedly.',
    ],
    [
      'a reset connection',
      ({ socket }) => socket.resetAndDestroy(),
      'HOST closed the connection unexpectedly.',
    ],
    ['a closed connection', ({ socket }) => socket.destroy(), 'HOST closed the connection unexpectedly.'],
  ])('%s is rejected, and retriable', async (_what, script, message) => {
    const onRequest = jest.fn()
    expect(await failureOf(ask(script, { onRequest }))).toEqual(failure(message, true))
    expect(onRequest).toHaveBeenCalledTimes(1)
  })
})

describe('a connection that fails', () => {
  const options = { timeoutMs: 10_000, maxBytes: limitOf(1_000) }

  test('because nothing is listening: no request was sent', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const onRequest = jest.fn()
    expect(await failureOf(fetchJson(`http://127.0.0.1:${port}/`, { ...options, onRequest }))).toEqual(
      failure(`127.0.0.1:${port} refused the connection.`, true),
    )
    expect(onRequest).not.toHaveBeenCalled()
  })
})

describe('a compressed response', () => {
  test.each(['/?page=1', '/?page=2'])('is requested and decoded on every page (%s)', async (path) => {
    let asked: unknown
    const { body } = await ask(
      ({ headers }, response) => {
        asked = headers['accept-encoding']
        response.setHeader('content-encoding', 'gzip').end(gzipSync('["Padmé"]'))
      },
      {},
      path,
    )
    expect(body).toEqual(['Padmé'])
    expect(asked).toContain('gzip')
  })

  test('is measured after decoding: a small gzip bomb exceeds the cap', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '))
    expect(bomb.byteLength).toBeLessThan(50_000)
    const answer = ask((_, response) => response.setHeader('content-encoding', 'gzip').end(bomb))
    expect(await failureOf(answer)).toEqual(failure(TOO_LARGE, false))
  })

  test('that is damaged is rejected, and retriable', async () => {
    const answer = ask((_, response) => response.setHeader('content-encoding', 'gzip').end('not gzip'))
    expect(await failureOf(answer)).toEqual(
      failure('HOST sent a compressed response that cannot be decompressed.', true),
    )
  })
})

describe('a signal that aborts', () => {
  const cancelled = new Error('cancelled')

  test('ends the wait for a response immediately, with its reason, and the request counts', async () => {
    const stop = new AbortController()
    const onRequest = jest.fn()
    const answer = ask(() => stop.abort(cancelled), { signal: stop.signal, onRequest })
    await expect(answer).rejects.toBe(cancelled)
    expect(onRequest).toHaveBeenCalledTimes(1)
  })

  test('stops reading a body immediately', async () => {
    const stop = new AbortController()
    const cutOff: Handler = (_, response) => response.write('[', () => stop.abort(cancelled))
    await expect(ask(cutOff, { signal: stop.signal })).rejects.toBe(cancelled)
  })

  test('prevents further requests once it has aborted', async () => {
    const onRequest = jest.fn()
    const script = jest.fn()
    await expect(ask(script, { signal: AbortSignal.abort(cancelled), onRequest })).rejects.toBe(cancelled)
    expect([script, onRequest].map(({ mock }) => mock.calls.length)).toEqual([0, 0])
  })
})
