/** Words for what can go wrong between us and a source. Each continues a sentence that begins with the host. */
import { excerpt } from '@/lib/swapi/quote'

const SECOND = 1_000
/** A wait shorter than this is not worth naming, and never shorter is waited. */
const MIN_RETRY_AFTER_MS = SECOND
/** Of a path in a sentence, in characters: after a redirect it is the source's own text. */
const LONGEST_PATH = 200

interface Reason {
  text: string
  /** Whether asking again soon may help. */
  retriable: boolean
  /** Whether the request got as far as the host. */
  reachedHost: boolean
}

const NO_NAME = {
  text: 'could not be found: the name does not resolve.',
  retriable: true,
  reachedHost: false,
}
const BROKEN = { text: 'broke the connection off.', retriable: true, reachedHost: true }
const NO_CONNECTION = { text: 'did not take the connection in time.', retriable: true, reachedHost: false }
const UNKNOWN_SIGNER = {
  text: 'has an untrusted certificate.',
  retriable: false,
  reachedHost: false,
}

const DAMAGED = {
  text: 'sent a compressed answer that cannot be unpacked.',
  retriable: true,
  reachedHost: true,
}

const REASONS: Record<string, Reason> = {
  ENOTFOUND: NO_NAME,
  EAI_AGAIN: NO_NAME,
  ECONNREFUSED: { text: 'refused the connection.', retriable: true, reachedHost: false },
  ECONNRESET: BROKEN,
  EPIPE: BROKEN,
  UND_ERR_SOCKET: BROKEN,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: BROKEN,
  Z_DATA_ERROR: DAMAGED,
  Z_BUF_ERROR: DAMAGED,
  ETIMEDOUT: NO_CONNECTION,
  UND_ERR_CONNECT_TIMEOUT: NO_CONNECTION,
  ENETUNREACH: { text: 'cannot be reached: there is no network.', retriable: true, reachedHost: false },
  EHOSTUNREACH: { text: 'cannot be reached from this network.', retriable: true, reachedHost: false },
  CERT_HAS_EXPIRED: { text: 'has an expired certificate.', retriable: false, reachedHost: false },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    text: 'has a certificate for another name.',
    retriable: false,
    reachedHost: false,
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_SIGNER,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_SIGNER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_SIGNER,
}

/** Says what an error thrown by fetch means, by the code somewhere in its chain of causes. */
export function describeNetworkError(error: unknown, timeoutMs: number): Reason {
  if (isErrorLike(error) && error.name === 'TimeoutError') {
    return { text: `did not answer within ${timeoutMs / SECOND} s.`, retriable: true, reachedHost: true }
  }
  const code = findCode(error)
  const known = code === undefined ? undefined : REASONS[code]
  if (known) return known
  return {
    text: `could not be read (${excerpt(code ?? findMessage(error))}).`,
    retriable: true,
    reachedHost: true,
  }
}

interface ErrorLike {
  name?: unknown
  message: string
  code?: unknown
  cause?: unknown
  errors?: unknown
}

/** By its looks, not by `instanceof`: Node's fetch may throw errors of another realm than this module's. */
function isErrorLike(value: unknown): value is ErrorLike {
  return (
    typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
  )
}

/** An error and its chain of causes; of several attempts that failed together, the first one's. */
function* causesOf(error: unknown): Generator<ErrorLike> {
  for (let cause = error; isErrorLike(cause);) {
    yield cause
    cause = cause.cause ?? (Array.isArray(cause.errors) ? cause.errors[0] : undefined)
  }
}

function findCode(error: unknown): string | undefined {
  for (const { code } of causesOf(error)) if (typeof code === 'string') return code
  return undefined
}

/** fetch says only "fetch failed"; the reason is at the end of its chain of causes. */
function findMessage(error: unknown): string {
  return [...causesOf(error)].at(-1)?.message ?? String(error)
}

/** Says what an HTTP status other than success means. */
export function describeStatus(status: number, path: string, retryAfterMs?: number): string {
  if (status === 429) {
    const wait = retryAfterMs === undefined ? '' : ` for ${formatWait(retryAfterMs)}`
    return `asks us to wait${wait}: too many requests (429).`
  }
  if (status === 404) return `has nothing at ${excerpt(path, LONGEST_PATH)} (404).`
  if (status === 401 || status === 403) return `refuses to answer (${status}).`
  if (status >= 500) return `has a problem of its own (${status}).`
  return `answered with status ${status}.`
}

function formatWait(ms: number): string {
  const seconds = Math.ceil(ms / SECOND)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} minutes`
  return `${Math.round(seconds / 3_600)} hours`
}

/**
 * Milliseconds asked for by a Retry-After header: seconds or an HTTP date, never under one second.
 * Undefined when the header is missing or makes no sense.
 */
export function parseRetryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined
  const value = header.trim()
  if (/^\d{1,9}$/.test(value)) return Math.max(Number(value) * SECOND, MIN_RETRY_AFTER_MS)
  const isHttpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)
  const date = isHttpDate ? Date.parse(value) : NaN
  return Number.isNaN(date) ? undefined : Math.max(date - now, MIN_RETRY_AFTER_MS)
}
