/** Whatever a host sends, our sentence about it stays one short line. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { userMessage } from '@/lib/errors'
import { fetchJson } from '@/lib/swapi/http/fetch-json'

const LONG = 'x'.repeat(10_000)
const CUT = `${'x'.repeat(79)}…`

let server: Server | undefined
afterEach(() => server?.closeAllConnections())
afterEach(() => new Promise((resolve) => server?.close(resolve)))

async function sentenceAbout(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const answer = fetchJson(`http://127.0.0.1:${port}/`, {
    timeoutMs: 10_000,
    maxBytes: { bytes: 1_000, setting: 'A_LIMIT' },
  })
  const failure = await answer.catch((error: unknown) => userMessage(error))
  return String(failure).replaceAll(`127.0.0.1:${port}`, 'HOST')
}

test('a content type is truncated', async () => {
  const sentence = await sentenceAbout((_, response) =>
    response.writeHead(200, { 'content-type': LONG }).end('<html>'),
  )
  expect(sentence).toBe(`HOST sent something that is not JSON (${CUT}).`)
})

test('the target of a redirect is truncated', async () => {
  const sentence = await sentenceAbout((_, response) =>
    response.writeHead(302, { location: `http://${LONG}/` }).end(),
  )
  expect(sentence).toBe(`HOST redirects elsewhere (${CUT}), which is not followed.`)
})

test('a path that the host chose by a redirect is truncated', async () => {
  const sentence = await sentenceAbout((request, response) =>
    request.url === '/'
      ? response.writeHead(302, { location: `/${LONG}` }).end()
      : response.writeHead(404).end(),
  )
  expect(sentence).toBe(`HOST has nothing at /${'x'.repeat(198)}… (404).`)
})
