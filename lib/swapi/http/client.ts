/**
 * The HTTP client for every request to a source: ky over undici's `request`. `fetch` would wrap each body in a web stream,
 * which takes as long as all the rest; and inside a request, Next.js replaces the global one and hands out one half of a
 * teed body, whose `cancel()` never settles (https://github.com/vercel/next.js/issues/72389).
 */
import 'server-only'
import type { Readable } from 'node:stream'
import ky from 'ky'
import { Agent, request } from 'undici'
import { ACCEPTED_ENCODINGS, decompress } from '@/lib/swapi/http/decompress'

const agent = new Agent()

/** A response, as far as fetch-json.ts and ky need it. */
export interface Answer {
  ok: boolean
  status: number
  headers: Pick<Headers, 'get'>
  /** Decompressed. */
  body: Readable
}

/**
 * Sends one GET; accepts compressed responses and decodes them. It does not retry, follow redirects or enforce limits:
 * redirects and limits are up to fetch-json.ts.
 * @throws whatever the network layer throws; failures.ts describes it
 */
export async function send(url: string, signal: AbortSignal): Promise<Answer> {
  const answer: unknown = await ky.get(url, {
    // The signal bypasses ky, which would combine it with its own (AbortSignal.any). Node 20 garbage-collects such a
    // combined signal while the body is still being read, and then nothing ends the wait.
    fetch: async (input) =>
      // ky passes on what it gets, and looks at nothing but `ok`.
      (await requestOnce(input as Request, signal)) as unknown as Response,
    headers: { accept: 'application/json', 'accept-encoding': ACCEPTED_ENCODINGS, 'user-agent': 'Holocron' },
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  })
  return answer as Answer
}

async function requestOnce({ url, headers: asked }: Request, signal: AbortSignal): Promise<Answer> {
  const response = await request(url, { headers: [...asked].flat(), signal, dispatcher: agent })
  const headers: Answer['headers'] = {
    get: (name) => {
      const value = response.headers[name.toLowerCase()]
      return value === undefined ? null : [value].flat().join(', ')
    },
  }
  const body = decompress(response.body, headers.get('content-encoding'))
  // Whoever reads it is told of errors. While nobody does, they would end the process.
  body.on('error', () => undefined)
  const { statusCode: status } = response
  return { ok: status >= 200 && status < 300, status, headers, body }
}
