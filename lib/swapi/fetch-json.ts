/**
 * The one door to the network. A client sends; this adds what a download needs and clients do not have: a deadline over
 * the whole read, caps on bytes and records, strict UTF-8, redirects that stay on the host, and failures as sentences.
 * Nothing is retried here: the durable step does that, so that attempts do not multiply.
 */
import 'server-only'
import { SourceError } from '@/lib/errors'
import { send } from '@/lib/swapi/client'
import { startDeadline, untilAborted } from '@/lib/swapi/deadline'
import { describeNetworkError, describeStatus, parseRetryAfter } from '@/lib/swapi/failures'
import { excerpt } from '@/lib/swapi/quote'
import { JsonError, JsonReader } from '@/lib/swapi/read-json'

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
  onRequest?: ((request: SentRequest) => void) | undefined
  /** Ends the request at once, and with it the wait: `fetchJson` then throws the signal's reason. */
  signal?: AbortSignal | undefined
  /** What to keep of each record of a list; everything, if it does not say. */
  pick?: (record: unknown) => unknown
}

export interface FetchedJson {
  body: unknown
  headers: Headers
  /** Where the answer came from, after redirects. */
  url: string
}

/**
 * Fetches one JSON document.
 * @throws SourceError for everything that can go wrong, with a sentence that names the host.
 */
export async function fetchJson(url: string, options: FetchJsonOptions): Promise<FetchedJson> {
  const deadline = startDeadline(options.timeoutMs, options.signal)
  try {
    return await follow(url, deadline.signal, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    if (error instanceof SourceError) throw error
    const reason = describeNetworkError(error, options.timeoutMs)
    throw new SourceError(`${host(url)} ${reason.text}`, { retriable: reason.retriable, cause: error })
  } finally {
    deadline.stop()
  }
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
  options: FetchJsonOptions,
): Promise<FetchedJson | { location: string }> {
  signal.throwIfAborted()
  const [at, start] = [new Date(), performance.now()]
  const sent: Pick<SentRequest, 'status' | 'bytes'> = { status: null, bytes: 0 }
  let reachedHost = true
  try {
    return await untilAborted(receive(url, signal, options, sent), signal)
  } catch (error) {
    if (sent.status === null) ({ reachedHost } = describeNetworkError(error, 0))
    throw error
  } finally {
    const { status, bytes } = sent
    if (reachedHost) options.onRequest?.({ url, at, ms: performance.now() - start, status, bytes })
  }
}

/** Sends, and reads what comes; `sent` always says how far that has come. */
async function receive(
  url: string,
  signal: AbortSignal,
  options: FetchJsonOptions,
  sent: Pick<SentRequest, 'status' | 'bytes'>,
): Promise<FetchedJson | { location: string }> {
  const response = await send(url, signal)
  const { headers, body, ok } = response
  sent.status = response.status
  if (ok) return { body: await readBody(body, headers, url, options, sent), headers, url }
  // Nobody waits for it: a stream that never lets go must not hold a place.
  void body?.cancel().catch(() => undefined)
  const location = headers.get('location')
  if (response.status >= 400 || location === null) throw statusError(response, url)
  return { location }
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

function statusError({ status, headers }: Response, url: string): SourceError {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'))
  const retriable = status >= 500 || status === 429 || status === 408
  return new SourceError(`${host(url)} ${describeStatus(status, new URL(url).pathname, retryAfterMs)}`, {
    retriable,
    retryAfterMs,
    status,
  })
}

/** Reads the body to its end, counting bytes, and decodes it strictly: bytes that are not UTF-8 are an error. */
async function readBody(
  body: ReadableStream<Uint8Array> | null,
  headers: Headers,
  url: string,
  { maxBytes, pick = (record) => record }: FetchJsonOptions,
  sent: Pick<SentRequest, 'bytes'>,
): Promise<unknown> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = new JsonReader(pick)
  try {
    for await (const chunk of body ?? []) {
      sent.bytes += chunk.byteLength
      if (sent.bytes > maxBytes) {
        const most = maxBytes.toLocaleString('en-US')
        throw new SourceError(`${host(url)} sent more than ${most} bytes for one page.`, { retriable: false })
      }
      await reader.write(decode(() => decoder.decode(chunk, { stream: true }), url))
    }
    await reader.write(decode(() => decoder.decode(), url))
    return reader.end()
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause
    const type =
      cause.isPassing && sent.bytes > 0
        ? ` (${excerpt(headers.get('content-type') ?? 'no content type')})`
        : ''
    throw new SourceError(`${host(url)} sent ${cause.message}${type}.`, { retriable: cause.isPassing, cause })
  }
}

function decode(read: () => string, url: string): string {
  try {
    return read()
  } catch (cause) {
    throw new SourceError(`${host(url)} sent text that is not valid UTF-8.`, { retriable: true, cause })
  }
}

function host(url: string): string {
  return new URL(url).host
}
