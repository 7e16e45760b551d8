/** Describes what can go wrong between us and a source. Each text continues a sentence that begins with the host. */
import { excerpt } from '@/lib/swapi/http/quote'

const SECOND = 1_000
/** The shortest wait; a shorter one is not worth mentioning. */
const MIN_RETRY_AFTER_MS = SECOND
/** The longest path in a sentence, in characters: after a redirect, the source chooses it. */
const LONGEST_PATH = 200

interface Reason {
  text: string
  /** Whether retrying soon may help. */
  retriable: boolean
  /** Whether the request reached the host. */
  reachedHost: boolean
}

const NO_NAME = {
  text: 'could not be found: the name does not resolve.',
  retriable: true,
  reachedHost: false,
}
const BROKEN = { text: 'closed the connection unexpectedly.', retriable: true, reachedHost: true }
const NO_CONNECTION = { text: 'did not accept the connection in time.', retriable: true, reachedHost: false }
const UNKNOWN_SIGNER = {
  text: 'has an untrusted certificate.',
  retriable: false,
  reachedHost: false,
}

const DAMAGED = {
  text: 'sent a compressed response that cannot be decompressed.',
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

/** Describes an error thrown by fetch, by the first code in its chain of causes. */
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

/** Duck-typed instead of `instanceof`: Node's fetch may throw errors from another realm. */
function isErrorLike(value: unknown): value is ErrorLike {
  return (
    typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
  )
}

/** An error and its chain of causes; of an AggregateError, the first error's chain. */
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

/** fetch itself only says "fetch failed"; the reason is at the end of the chain of causes. */
function findMessage(error: unknown): string {
  return [...causesOf(error)].at(-1)?.message ?? String(error)
}

/** Describes an HTTP status other than success. */
export function describeStatus(status: number, path: string, retryAfterMs?: number): string {
  if (status === 429) {
    const wait = retryAfterMs === undefined ? '' : ` for ${formatWait(retryAfterMs)}`
    return `asks us to wait${wait}: too many requests (429).`
  }
  if (status === 404) return `has nothing at ${excerpt(path, LONGEST_PATH)} (404).`
  if (status === 401 || status === 403) return `refuses access (${status}).`
  if (status >= 500) return `failed with a server error (${status}).`
  return `answered with status ${status}.`
}

function formatWait(ms: number): string {
  const seconds = Math.ceil(ms / SECOND)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} minutes`
  return `${Math.round(seconds / 3_600)} hours`
}

/**
 * The wait that a Retry-After header (seconds or an HTTP date) asks for, in milliseconds, at least one second.
 * Undefined when the header is missing or invalid.
 */
export function parseRetryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined
  const value = header.trim()
  if (/^\d{1,9}$/.test(value)) return Math.max(Number(value) * SECOND, MIN_RETRY_AFTER_MS)
  const isHttpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)
  const date = isHttpDate ? Date.parse(value) : NaN
  return Number.isNaN(date) ? undefined : Math.max(date - now, MIN_RETRY_AFTER_MS)
}
