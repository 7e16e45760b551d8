/**
 * The one door to the network. ky sends; this adds what a download needs and ky does not have: a deadline over
 * the whole read, a byte cap, strict UTF-8, redirects that stay on the host, and failures as sentences.
 * ky never retries here: the durable step does, so that attempts do not multiply.
 */
import 'server-only'
import ky from 'ky'
import { SourceError } from '@/lib/errors'
import { describeNetworkError, describeStatus, parseRetryAfter } from '@/lib/swapi/failures'

const MAX_REDIRECTS = 3

export interface FetchJsonOptions {
  /** Deadline for headers and body together, in milliseconds. */
  timeoutMs: number
  /** The largest body accepted, decoded, in bytes. */
  maxBytes: number
  /** Called for every request that reached the host, a redirect's included. */
  onRequest?: () => void
}

export interface FetchedJson {
  body: unknown
  /** Where the answer came from, after redirects. */
  url: string
}

/**
 * Fetches one JSON document.
 * @throws SourceError for everything that can go wrong, with a sentence that names the host.
 */
export async function fetchJson(url: string, options: FetchJsonOptions): Promise<FetchedJson> {
  const signal = AbortSignal.timeout(options.timeoutMs)
  try {
    const { response, url: finalUrl } = await follow(url, signal, options.onRequest)
    const text = await readText(response, finalUrl, options.maxBytes)
    return { body: parseJson(text, finalUrl, response.headers.get('content-type')), url: finalUrl }
  } catch (error) {
    if (error instanceof SourceError) throw error
    const reason = describeNetworkError(error, options.timeoutMs)
    throw new SourceError(`${host(url)} ${reason.text}`, { retriable: reason.retriable, cause: error })
  }
}

/** Sends the request and follows redirects by hand: at most three, on the same host, never from https to http. */
async function follow(
  first: string,
  signal: AbortSignal,
  onRequest: (() => void) | undefined,
): Promise<{ response: Response; url: string }> {
  let url = first
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await send(url, signal, onRequest)
    const location = response.headers.get('location')
    const isRedirect = response.status >= 300 && response.status < 400 && location !== null
    if (response.ok) return { response, url }
    await response.body?.cancel()
    if (!isRedirect) throw statusError(response, url)
    url = resolveRedirect(url, location)
  }
  throw new SourceError(`${host(first)} kept redirecting: more than ${MAX_REDIRECTS} times.`, {
    retriable: false,
  })
}

async function send(
  url: string,
  signal: AbortSignal,
  onRequest: (() => void) | undefined,
): Promise<Response> {
  try {
    const response = await ky.get(url, {
      signal,
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
      redirect: 'manual',
      headers: { accept: 'application/json' },
    })
    onRequest?.()
    return response
  } catch (error) {
    if (describeNetworkError(error, 0).reachedHost) onRequest?.()
    throw error
  }
}

function resolveRedirect(from: string, location: string): string {
  const origin = new URL(from)
  const target = URL.canParse(location, from) ? new URL(location, from) : null
  const isSafe = target?.protocol === origin.protocol || target?.protocol === 'https:'
  if (isSafe && target.host === origin.host) return target.href
  throw new SourceError(
    `${origin.host} redirects to another place (${target?.host ?? location}), which is not followed.`,
    {
      retriable: false,
    },
  )
}

function statusError(response: Response, url: string): SourceError {
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'))
  const retriable = response.status >= 500 || response.status === 429 || response.status === 408
  return new SourceError(
    `${host(url)} ${describeStatus(response.status, new URL(url).pathname, retryAfterMs)}`,
    {
      retriable,
      retryAfterMs,
      status: response.status,
    },
  )
}

/** Reads the body to its end, counting bytes, and decodes it strictly: bytes that are not UTF-8 are an error. */
async function readText(response: Response, url: string, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) {
      throw new SourceError(
        `${host(url)} sent more than ${maxBytes.toLocaleString('en-US')} bytes for one page.`,
        {
          retriable: false,
        },
      )
    }
    text += decode(() => decoder.decode(chunk, { stream: true }), url)
  }
  return text + decode(() => decoder.decode(), url)
}

function decode(read: () => string, url: string): string {
  try {
    return read()
  } catch (cause) {
    throw new SourceError(`${host(url)} sent text that is not valid UTF-8.`, { retriable: true, cause })
  }
}

function parseJson(text: string, url: string, contentType: string | null): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const what =
      text === '' ? 'an empty answer' : `something that is not JSON (${contentType ?? 'no content type'})`
    throw new SourceError(`${host(url)} sent ${what}.`, { retriable: true, cause })
  }
}

function host(url: string): string {
  return new URL(url).host
}
