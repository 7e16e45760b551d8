/**
 * A proxy before a server that passes on the HTML of pages in small pieces, and fonts after everything else, as a slow line
 * or a busy machine does.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestServer } from './server'

/** Small enough that no two parts of a page come in the same piece. */
const PIECE_BYTES = 400
/** Longer than a frame, so that the browser paints what it has. */
const PAUSE_MS = 20
/** Without its fonts, the page has been painted by then. */
const FONTS_AFTER_MS = 500

export interface Trickle {
  url: string
  close(): void
}

export async function startTrickle(server: TestServer): Promise<Trickle> {
  let page = Promise.resolve()
  const proxy = http.createServer((request, response) => {
    const headers = { ...request.headers, 'accept-encoding': 'identity' }
    const options = { host: '127.0.0.1', port: server.port, path: request.url, headers }
    const asked = http.request({ ...options, method: request.method }, (answer) => {
      const type = answer.headers['content-type'] ?? ''
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      if (type.startsWith('text/html')) page = passInPieces(answer, response)
      else if (type.startsWith('font/'))
        void page.then(() => setTimeout(() => answer.pipe(response), FONTS_AFTER_MS))
      else answer.pipe(response)
    })
    asked.on('error', () => response.destroy())
    request.pipe(asked)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    proxy.close()
    proxy.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, close }
}

async function passInPieces(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const chunk of answer as AsyncIterable<Buffer>)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      response.write(chunk.subarray(at, at + PIECE_BYTES))
      await sleep(PAUSE_MS)
    }
  response.end()
}
