/**
 * The HTTP client for every request to a source: ky over undici's own `fetch`, never the global one. Inside a request,
 * Next.js replaces that one and hands out one half of a teed body, whose `cancel()` never settles
 * (https://github.com/vercel/next.js/issues/72389).
 */
import 'server-only'
import ky from 'ky'
import { Agent, fetch } from 'undici'

const agent = new Agent()

/**
 * Sends one GET; accepts compressed responses and decodes them. It does not retry, follow redirects or enforce limits:
 * redirects and limits are up to fetch-json.ts.
 * @throws whatever the network layer throws; failures.ts describes it
 */
export function send(url: string, signal: AbortSignal): Promise<Response> {
  return ky.get(url, {
    // The signal bypasses ky, which would combine it with its own (AbortSignal.any). Node 20 garbage-collects such a
    // combined signal while the body is still being read, and then nothing ends the wait.
    fetch: (input) => fetchUnpatched(input instanceof Request ? input : new Request(input), signal),
    headers: { accept: 'application/json', 'user-agent': 'Holocron' },
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    redirect: 'manual',
  })
}

/**
 * undici's `fetch` rejects the `Request` of Node's bundled undici, so it is unpacked. Its `Response` is passed on as it is:
 * nobody asks for its class, and wrapping it would add a stream to each response.
 */
async function fetchUnpatched({ url, headers, redirect }: Request, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(url, { headers: [...headers], redirect, signal, dispatcher: agent })
  return answer as unknown as Response
}
