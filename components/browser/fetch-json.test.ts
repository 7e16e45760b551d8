import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { fetchJson } from '@/components/browser/fetch-json'

const ANSWERS: Record<string, (response: http.ServerResponse) => void> = {
  '/json': (response) => response.end('{"a":1}'),
  '/refused': (response) =>
    response.writeHead(503).end('{"error":{"code":"busy","message":"Too many counts. Try again."}}'),
  '/broken': (response) => response.writeHead(502).end('<html>'),
  '/odd': (response) => response.end('<html>'),
  '/silent': () => undefined,
  '/half': (response) => response.write('{"a":'),
}

let server: http.Server
let origin: string

beforeAll(async () => {
  server = http.createServer(({ url = '' }, response) => ANSWERS[url]?.(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const read = (path: string): Promise<unknown> => fetchJson(origin + path, new AbortController().signal, 500)

test('an answer is its JSON', async () => {
  expect(await read('/json')).toEqual({ a: 1 })
})

test.each([
  ['/refused', 'Too many counts. Try again.'],
  ['/broken', 'The server did not answer.'],
  ['/odd', 'The server’s answer was not understood.'],
  ['/silent', 'The server did not answer.'],
  ['/half', 'The server did not answer.'],
])('%s fails with a sentence, and not later than its deadline', async (path, sentence) => {
  await expect(read(path)).rejects.toThrow(sentence)
})

test('a caller that gives up is not told that the server is silent', async () => {
  const stop = new AbortController()
  const answer = fetchJson(`${origin}/silent`, stop.signal)
  stop.abort(new Error('no longer wanted'))
  await expect(answer).rejects.toThrow('no longer wanted')
})
