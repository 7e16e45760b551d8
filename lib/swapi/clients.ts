/** Two ways to send one GET. Neither retries, follows redirects or limits anything: the door does (fetch-json.ts). */
import 'server-only'
import { Readable } from 'node:stream'
import ky from 'ky'
import { Agent, request } from 'undici'

/** An answer whose body has not been read yet. */
export interface Answer {
  status: number
  header(name: string): string | null
  body: AsyncIterable<Uint8Array>
  /** Lets go of a body that nobody wants. */
  discard(): Promise<void>
}

/** @throws whatever the network does; failures.ts knows the words for it */
export type Client = (url: string, signal: AbortSignal) => Promise<Answer>

const headers = { accept: 'application/json', 'user-agent': 'Holocron' }

/** For documents: all that fetch can, compressed answers for instance. */
export const documentClient: Client = async (url, signal) => {
  const response = await ky.get(url, {
    // Past ky, which would combine it with a signal of its own (AbortSignal.any). Node 20 collects such a combination as
    // garbage while the body is still read, and then nothing ends the wait.
    fetch: (input, init) => fetch(input, { ...init, signal }),
    headers,
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    redirect: 'manual',
  })
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    body: response.body ?? Readable.from([]),
    discard: async () => response.body?.cancel(),
  }
}

const agent = new Agent()

/** For the many pages of a large collection: a request costs about a third of what it costs through fetch. */
export const pageClient: Client = async (url, signal) => {
  const {
    statusCode,
    headers: received,
    body,
  } = await request(url, {
    dispatcher: agent,
    signal,
    // Unlike fetch, this does not decompress.
    headers: { ...headers, 'accept-encoding': 'identity' },
  })
  return {
    status: statusCode,
    header: (name) => [received[name] ?? null].flat()[0] ?? null,
    body,
    discard: () => body.dump(),
  }
}
