import 'server-only'
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { POLICY_HEADER } from '@/lib/access/security-headers'
import { connection } from '@/lib/connection'
import { MOST_BYTES_EACH, storeAnswer } from '@/lib/kept-answers/answers'

/** Where React left room for a part that came after the rest: it needs a script to get there. Another time it is in its place. */
const LATE = '<!--$?-->'

/**
 * Keeps the response that is about to be made, if whoever makes it says that it can be kept (`keepAnswer`), and it is sent
 * whole, with everything in its place.
 * @param describe the headers to add to a response that is kept
 */
export function recordAnswer(
  response: ServerResponse,
  question: string,
  describe: (state: string) => Record<string, string>,
): void {
  const current = connection()
  const { writeHead, write, end } = response
  const chunks: Buffer[] = []
  let byteSize = 0
  let made: { state: string; headers: OutgoingHttpHeaders } | null = null
  const take = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return
    if (!response.headersSent) response.writeHead(response.statusCode)
    byteSize += Buffer.byteLength(chunk)
    if (made === null || byteSize > MOST_BYTES_EACH) return
    const isEncoding = typeof encoding === 'string' && Buffer.isEncoding(encoding)
    chunks.push(
      typeof chunk === 'string' ? Buffer.from(chunk, isEncoding ? encoding : 'utf8') : Buffer.from(chunk),
    )
  }
  response.writeHead = (...args: unknown[]) => {
    const state = current?.answerState
    if (args[0] === 200 && state !== undefined) {
      for (const [name, value] of Object.entries(describe(state))) response.setHeader(name, value)
      // Before it is compressed.
      made = { state, headers: { ...response.getHeaders() } }
    }
    return writeHead.apply(response, args as Parameters<typeof writeHead>)
  }
  response.write = (...args: unknown[]) => {
    take(args[0], args[1])
    return write.apply(response, args as Parameters<typeof write>)
  }
  response.end = (...args: unknown[]) => {
    take(args[0], args[1])
    return end.apply(response, args as Parameters<typeof end>)
  }
  response.once('finish', () => {
    if (made === null || byteSize > MOST_BYTES_EACH) return
    const { state, headers } = made
    const body = Buffer.concat(chunks)
    if (body.includes(LATE)) return
    const nonce = /'nonce-([^']+)'/.exec(String(headers[POLICY_HEADER]))?.[1]
    storeAnswer(question, { state, headers, body, nonce })
  })
}
