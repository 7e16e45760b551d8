/**
 * The HTTP client of every request to a source: ky over undici's own `fetch`. Never the global one: inside a request
 * Next.js replaces it and hands out one half of a split body, whose `cancel()` never settles
 * (https://github.com/vercel/next.js/issues/72389).
 */
import 'server-only'
import ky from 'ky'
import { Agent, fetch } from 'undici'

const agent = new Agent()

/**
 * Sends one GET. Compressed answers are asked for and decoded. It neither retries, follows redirects, nor limits
 * anything: fetch-json.ts does.
 * @throws whatever the network does; failures.ts has the words for it
 */
export function send(url: string, signal: AbortSignal): Promise<Response> {
  return ky.get(url, {
    // The signal goes past ky, which would combine it with one of its own (AbortSignal.any). Node 20 collects such a
    // combination as garbage while the body is still being read, and then nothing ends the wait.
    fetch: (input) => fetchUnpatched(new Request(input), signal),
    headers: { accept: 'application/json', 'user-agent': 'Holocron' },
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    redirect: 'manual',
  })
}

/** undici's `fetch` does not know the `Request` and `Response` of Node's own copy of undici, so both are taken apart. */
async function fetchUnpatched({ url, headers, redirect }: Request, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(url, { headers: [...headers], redirect, signal, dispatcher: agent })
  const { status, headers: received, body } = answer
  return new Response(body as ReadableStream | null, { status, headers: [...received] })
}
