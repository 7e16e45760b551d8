/**
 * The only way to the network. On top of the HTTP client, this adds what a download needs: a deadline for the whole
 * read, caps on bytes and records, strict UTF-8, redirects that stay on the host, and failures as sentences.
 * Nothing is retried here: the durable step does that, so that retries do not multiply.
 */
import 'server-only'
import { SourceError } from '@/lib/errors'
import { send } from '@/lib/swapi/http/client'
import { startDeadline, untilAborted } from '@/lib/swapi/http/deadline'
import { describeNetworkError, describeStatus, parseRetryAfter } from '@/lib/swapi/http/failures'
import { excerpt } from '@/lib/swapi/http/quote'
import { JsonError, JsonReader } from '@/lib/swapi/http/read-json'

const MAX_REDIRECTS = 3

/** A request that reached its host, and its result. */
export interface SentRequest {
  url: string
  /** When it was sent. */
  at: Date
  /** From sending it to the end of its response, or to its failure. */
  ms: number
  /** Null when there was no response. */
  status: number | null
  /** Size of the decoded body; 0 if it was not read. */
  bytes: number
}

export interface FetchJsonOptions {
  /** Deadline for headers and body together, in milliseconds. */
  timeoutMs: number
  /** The largest body accepted, decoded, in bytes. */
  maxBytes: number
  /** Called when a request that reached the host has ended, successfully or not; also for each redirect. */
  onRequest?: ((request: SentRequest) => void) | undefined
  /** Ends the request and the wait immediately: `fetchJson` then throws the signal's reason. */
  signal?: AbortSignal | undefined
  /** What to keep of each record in a list; everything by default. */
  pick?: (record: unknown) => unknown
}

export interface FetchedJson {
  body: unknown
  headers: Headers
  /** The final URL, after redirects. */
  url: string
}

/**
 * Fetches one JSON document.
 * @throws SourceError for any failure, with a sentence that names the host.
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

/** Sends the request and follows redirects itself: at most three, on the same host, never from https to http. */
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

/** One request: returns the document, or where it redirects to. */
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

/** Sends the request and reads the response, keeping `sent` up to date along the way. */
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
  // Not awaited: a stream that never settles must not hold a slot.
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
    `${origin.host} redirects elsewhere (${excerpt(target?.host ?? location)}), which is not followed.`,
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

/** Reads the whole body, counting bytes, and decodes it strictly: invalid UTF-8 is an error. */
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
