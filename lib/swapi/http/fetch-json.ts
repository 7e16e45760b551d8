/**
 * The only way to the network. On top of the HTTP client, this adds what a download needs: a deadline for the whole
 * read, caps on bytes and records, strict UTF-8, redirects that stay on the host, and failures as sentences.
 * Nothing is retried here: the durable step does that, so that retries do not multiply.
 */
import 'server-only'
import { SourceError } from '@/lib/errors'
import { type Answer, send } from '@/lib/swapi/http/client'
import { type Deadline, startDeadline, untilAborted } from '@/lib/swapi/http/deadline'
import { describeNetworkError, describeStatus, parseRetryAfter } from '@/lib/swapi/http/failures'
import { type ListHeaders, readListHeaders } from '@/lib/swapi/http/list-headers'
import { excerpt } from '@/lib/swapi/http/quote'
import { type HandOver, JsonError, JsonReader, type TakeRecords } from '@/lib/swapi/http/read-json'

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

/** A limit on a size, decoded, in bytes. */
export interface SizeLimit {
  bytes: number
  /** The setting that it comes from. */
  setting: string
}

export interface ListOptions {
  /** What takes the records of a large list while it arrives, judged by its headers; null to collect them. */
  open: (headers: Answer['headers']) => TakeRecords | null
  /** Of such a list, instead of `maxBytes`. */
  maxBytes: SizeLimit
  /** Of one of its records. */
  maxRecordBytes: SizeLimit
}

export interface FetchJsonOptions {
  /**
   * Deadline for headers and body together, in milliseconds. While records are handed over, each mebibyte has that time.
   */
  timeoutMs: number
  /** The largest body accepted. */
  maxBytes: SizeLimit
  /** For lists of any length. */
  list?: ListOptions | undefined
  /** Called when a request that reached the host has ended, successfully or not; also for each redirect. */
  onRequest?: ((request: SentRequest) => void) | undefined
  /** Ends the request and the wait immediately: `fetchJson` then throws the signal's reason. */
  signal?: AbortSignal | undefined
  /** What to keep of each record in a list; everything by default. */
  pick?: (record: unknown) => unknown
}

export interface FetchedJson {
  body: unknown
  /** What the headers say about it, if it is a list. */
  list: ListHeaders
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
    return await follow(url, deadline, options)
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
async function follow(first: string, deadline: Deadline, options: FetchJsonOptions): Promise<FetchedJson> {
  let url = first
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const outcome = await visit(url, deadline, options)
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
  deadline: Deadline,
  options: FetchJsonOptions,
): Promise<FetchedJson | { location: string }> {
  const { signal } = deadline
  signal.throwIfAborted()
  const [at, start] = [new Date(), performance.now()]
  const sent: Pick<SentRequest, 'status' | 'bytes'> = { status: null, bytes: 0 }
  let reachedHost = true
  try {
    return await untilAborted(receive(url, deadline, options, sent), signal)
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
  deadline: Deadline,
  options: FetchJsonOptions,
  sent: Pick<SentRequest, 'status' | 'bytes'>,
): Promise<FetchedJson | { location: string }> {
  const response = await send(url, deadline.signal)
  const { headers, body, ok } = response
  sent.status = response.status
  if (ok) {
    const document = await readBody(body, headers, url, deadline, options, sent)
    return { body: document, list: readListHeaders(headers), url }
  }
  // Whatever else it contains, it is not waited for.
  body.destroy()
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

function statusError({ status, headers }: Answer, url: string): SourceError {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'))
  const retriable = status >= 500 || status === 429 || status === 408
  return new SourceError(`${host(url)} ${describeStatus(status, new URL(url).pathname, retryAfterMs)}`, {
    retriable,
    retryAfterMs,
    status,
  })
}

const MIB = 1024 * 1024

/** Reads the whole body, counting bytes, and decodes it strictly: invalid UTF-8 is an error. */
async function readBody(
  body: AsyncIterable<Uint8Array>,
  headers: Answer['headers'],
  url: string,
  deadline: Deadline,
  { timeoutMs, maxBytes, list, pick = (record) => record }: FetchJsonOptions,
  sent: Pick<SentRequest, 'bytes'>,
): Promise<unknown> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = new JsonReader(pick, openHandOver(headers, list))
  let inTime = 0
  try {
    for await (const chunk of body) {
      sent.bytes += chunk.byteLength
      await reader.write(decode(() => decoder.decode(chunk, { stream: true }), url))
      const limit = reader.isHandingOver && list ? list.maxBytes : maxBytes
      if (sent.bytes > limit.bytes) throw tooLarge(`${host(url)} sent ${describeExcess('a response', limit)}`)
      if (reader.isHandingOver && sent.bytes - inTime >= MIB) {
        inTime = sent.bytes
        deadline.restart(tooSlow(url, timeoutMs))
      }
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

function openHandOver(headers: Answer['headers'], list: ListOptions | undefined): HandOver | null {
  const take = list?.open(headers) ?? null
  if (!list || take === null) return null
  const { maxRecordBytes } = list
  return {
    take,
    maxRecordLength: maxRecordBytes.bytes,
    describeExcess: describeExcess('a record', maxRecordBytes).replace(/\.$/, ''),
  }
}

function describeExcess(what: string, { bytes, setting }: SizeLimit): string {
  return (
    `${what} of more than ${bytes.toLocaleString('en-US')} bytes, the limit set by ${setting}. ` +
    'Raise it if that is to be expected, or choose another source.'
  )
}

function tooLarge(message: string): SourceError {
  return new SourceError(message, { retriable: false })
}

function tooSlow(url: string, timeoutMs: number): SourceError {
  return new SourceError(
    `${host(url)} sent its list too slowly: less than 1 MiB within ${timeoutMs / 1_000} s.`,
    {
      retriable: true,
    },
  )
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
