import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { sendRequest } from '@/components/api-docs/send-request'

let server: http.Server
let origin: string

const ANSWERS: Record<string, (response: http.ServerResponse) => void> = {
  '/api/json': (response) => response.setHeader('content-type', 'application/json').end('{"a":[1]}'),
  '/api/lines': (response) =>
    response.setHeader('content-type', 'application/x-ndjson').end('{"a":1}\n{"a":2}\n'),
  '/api/long': (response) => response.setHeader('content-type', 'text/csv').end('x'.repeat(20_001)),
  '/api/fitting': (response) => response.setHeader('content-type', 'text/csv').end('x'.repeat(20_000)),
  '/api/binary': (response) =>
    response.setHeader('content-type', 'application/vnd.apache.parquet').end('PAR1'),
  '/api/none': (response) => response.writeHead(204).end(),
  '/api/stream': (response) =>
    response.setHeader('content-type', 'text/event-stream').write('event: one\n\n'),
  '/api/refused': (response) =>
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end('{"error":{"code":"invalid","message":"limit must be a whole number, 1 or more."}}'),
}

beforeAll(async () => {
  server = http.createServer(({ url = '' }, response) => ANSWERS[url]?.(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function send(address: string): ReturnType<typeof sendRequest> {
  return sendRequest(address, origin, new AbortController().signal)
}

describe('a request that is tried', () => {
  test.each([
    ['/api/json', '{\n  "a": [\n    1\n  ]\n}', ''],
    ['/api/lines', '{"a":1}\n{"a":2}\n', ''],
    ['/api/fitting', 'x'.repeat(20_000), ''],
    ['/api/long', 'x'.repeat(20_000), 'The first 20 kB are shown.'],
    ['/api/binary', null, 'The answer is not text, so it is not shown. Open it to save it.'],
    ['/api/stream', 'event: one\n\n', 'This is a stream: its first 5 seconds are shown.'],
  ])(
    'to %s shows the beginning of its answer',
    async (address, body, note) => {
      expect(await send(address)).toMatchObject({ status: '200 OK', isError: false, body, note })
    },
    15_000,
  )

  test('says that an answer is empty', async () => {
    expect(await send('/api/none')).toMatchObject({
      status: '204 No Content',
      isError: false,
      type: '',
      body: null,
      note: 'The answer is empty.',
    })
  })

  test('has the sentence of a failure', async () => {
    const answer = await send('/api/refused')
    expect(answer).toMatchObject({ status: '400 Bad Request', isError: true, type: 'application/json' })
    expect(answer.note).toBe('limit must be a whole number, 1 or more.')
    expect(answer.milliseconds).toBeGreaterThanOrEqual(0)
  })

  test.each(['https://example.com/api/health', '//example.com/api/', '/datasets', '/api/../x', 'http://['])(
    'goes to the API of this server only, not to %s',
    async (address) => {
      await expect(send(address)).rejects.toThrow(
        'Only addresses below /api/ of this server can be tried here.',
      )
    },
  )

  test('says so when the server does not answer', async () => {
    const closed = http.createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const gone = `http://127.0.0.1:${port}`
    await expect(sendRequest('/api/x', gone, new AbortController().signal)).rejects.toThrow(
      'The server did not answer. Check that it is running, then send the request again.',
    )
  })
})
