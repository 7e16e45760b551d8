/**
 * The one door to the network. A client sends; this adds what a download needs and clients do not have: a deadline over
 * the whole read, a byte cap, strict UTF-8, redirects that stay on the host, and failures as sentences.
 * Nothing is retried here: the durable step does that, so that attempts do not multiply.
 */
import 'server-only'
import { SourceError } from '@/lib/errors'
import { documentClient, type Answer, type Client } from '@/lib/swapi/clients'
import { describeNetworkError, describeStatus, parseRetryAfter } from '@/lib/swapi/failures'
import { excerpt } from '@/lib/swapi/quote'

const MAX_REDIRECTS = 3

/** A request that reached its host, and what came of it. */
export interface SentRequest {
  url: string
  /** When it was sent. */
  at: Date
  /** From sending it to the end of its answer, or to its failure. */
  ms: number
  /** Null when no answer came. */
  status: number | null
  /** Of the body, decoded; 0 where it was not read. */
  bytes: number
}

export interface FetchJsonOptions {
  /** Deadline for headers and body together, in milliseconds. */
  timeoutMs: number
  /** The largest body accepted, decoded, in bytes. */
  maxBytes: number
  /** Called when a request that reached the host has ended, well or not; for each redirect too. */
  onRequest?: (request: SentRequest) => void
  /** What sends the request; `documentClient` if it does not say. */
  client?: Client
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
  const deadline = startDeadline(options.timeoutMs)
  try {
    return await follow(url, deadline.signal, options)
  } catch (error) {
    if (error instanceof SourceError) throw error
    const reason = describeNetworkError(error, options.timeoutMs)
    throw new SourceError(`${host(url)} ${reason.text}`, { retriable: reason.retriable, cause: error })
  } finally {
    deadline.stop()
  }
}

/** Unlike `AbortSignal.timeout` it can be stopped: thousands of answered requests would wait for theirs in memory. */
function startDeadline(ms: number): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController()
  const timer = setTimeout(
    () => controller.abort(new DOMException('The deadline has passed.', 'TimeoutError')),
    ms,
  )
  return { signal: controller.signal, stop: () => clearTimeout(timer) }
}

/** Sends the request and follows redirects by hand: at most three, on the same host, never from https to http. */
async function follow(first: string, signal: AbortSignal, options: FetchJsonOptions): Promise<FetchedJson> {
  let url = first
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const outcome = await visit(url, signal, options)
    if (!('location' in outcome)) return outcome
    url = resolveRedirect(url, outcome.location)
  }
  throw new SourceError(`${host(first)} kept redirecting: more than ${MAX_REDIRECTS} times.`, {
    retriable: false,
  })
}

/** One request: the document, or where else to look for it. */
async function visit(
  url: string,
  signal: AbortSignal,
  { client = documentClient, maxBytes, onRequest }: FetchJsonOptions,
): Promise<FetchedJson | { location: string }> {
  const [at, start] = [new Date(), performance.now()]
  const sent = { status: null as number | null, bytes: 0, reachedHost: true }
  try {
    const answer = await client(url, signal)
    sent.status = answer.status
    if (answer.status >= 200 && answer.status < 300) {
      const text = await readText(answer.body, url, maxBytes, (bytes) => (sent.bytes += bytes))
      return { body: parseJson(text, url, answer.header('content-type')), url }
    }
    await answer.discard()
    const location = answer.header('location')
    if (answer.status >= 400 || location === null) throw statusError(answer, url)
    return { location }
  } catch (error) {
    if (sent.status === null) sent.reachedHost = describeNetworkError(error, 0).reachedHost
    throw error
  } finally {
    const { status, bytes, reachedHost } = sent
    if (reachedHost) onRequest?.({ url, at, ms: performance.now() - start, status, bytes })
  }
}

function resolveRedirect(from: string, location: string): string {
  const origin = new URL(from)
  const target = URL.canParse(location, from) ? new URL(location, from) : null
  const isSafe = target?.protocol === origin.protocol || target?.protocol === 'https:'
  if (isSafe && target.host === origin.host) return target.href
  throw new SourceError(
    `${origin.host} redirects to another place (${excerpt(target?.host ?? location)}), which is not followed.`,
    {
      retriable: false,
    },
  )
}

function statusError({ status, header }: Answer, url: string): SourceError {
  const retryAfterMs = parseRetryAfter(header('retry-after'))
  const retriable = status >= 500 || status === 429 || status === 408
  return new SourceError(`${host(url)} ${describeStatus(status, new URL(url).pathname, retryAfterMs)}`, {
    retriable,
    retryAfterMs,
    status,
  })
}

/** Reads the body to its end, counting bytes, and decodes it strictly: bytes that are not UTF-8 are an error. */
async function readText(
  body: Answer['body'],
  url: string,
  maxBytes: number,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    onBytes(chunk.byteLength)
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
      text === ''
        ? 'an empty answer'
        : `something that is not JSON (${excerpt(contentType ?? 'no content type')})`
    throw new SourceError(`${host(url)} sent ${what}.`, { retriable: true, cause })
  }
}

function host(url: string): string {
  return new URL(url).host
}
