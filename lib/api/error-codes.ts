/** The API's failures: the `code` in the one error shape, its status and its meaning. The document is built from this. */
import type { ErrorCode } from '@/lib/errors'

interface Failure {
  status: number
  meaning: string
  /** Additional response headers: when to retry, and how to authenticate. */
  headers?: Record<string, string>
}

export const FAILURES: Record<ErrorCode | 'internal', Failure> = {
  invalid: { status: 400, meaning: 'The request is invalid.' },
  unauthorized: {
    status: 401,
    meaning: 'The access token is missing or wrong.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  forbidden: { status: 403, meaning: 'A page on another site requested a change.' },
  not_found: { status: 404, meaning: 'There is no such dataset or schedule, or no such path.' },
  wrong_method: {
    status: 405,
    meaning: 'The path does not support this method; `Allow` lists those it does.',
  },
  conflict: {
    status: 409,
    meaning:
      'The dataset is in the wrong state for this: running, ended or ready. Or there are too many schedules.',
  },
  not_ready: { status: 409, meaning: 'The download has not completed, so there is nothing to read yet.' },
  unchanged: {
    status: 409,
    meaning: 'The download brought nothing new, so it has no rows: `sameAs` names the dataset that has them.',
  },
  bad_range: { status: 416, meaning: 'The requested range is outside the file.' },
  too_large: { status: 413, meaning: 'The body is larger than 1 MiB.' },
  wrong_host: { status: 421, meaning: 'Nothing is served under this host name; see `ALLOWED_HOSTS`.' },
  too_many: { status: 429, meaning: 'Too many wrong access tokens.', headers: { 'Retry-After': '60' } },
  // No client reads this response; 499 is what proxies log for it.
  aborted: { status: 499, meaning: 'The client disconnected.' },
  damaged: {
    status: 500,
    meaning: 'A file of the dataset is missing or was changed; `npm run verify` has the details.',
  },
  internal: { status: 500, meaning: 'A bug; the log has the details.' },
  upstream: { status: 502, meaning: 'A source did not return what was requested.' },
  unavailable: {
    status: 503,
    meaning: 'Something that Holocron depends on is not responding.',
    headers: { 'Retry-After': '5' },
  },
  elsewhere: {
    status: 503,
    meaning: 'The dataset is kept in a storage that this server does not see.',
  },
  busy: {
    status: 503,
    meaning: 'Too many concurrent queries or progress streams.',
    headers: { 'Retry-After': '1' },
  },
  timeout: { status: 503, meaning: 'The query took too long and was stopped.' },
  memory: { status: 503, meaning: 'The query needs more memory than is available.' },
}

/** The codes that go with a status, and their meanings, as Markdown. */
export function explainStatus(status: number): string {
  const codes = Object.entries(FAILURES).filter(([, failure]) => failure.status === status)
  return codes.map(([code, { meaning }]) => `\`${code}\`: ${meaning}`).join(' ')
}

/** The failure statuses that clients may see, and what they mean. */
export function listFailures(): [status: string, explanation: string][] {
  const statuses = Object.values(FAILURES).map(({ status }) => status)
  return [...new Set(statuses)]
    .filter((status) => status !== FAILURES.aborted.status)
    .map((status) => [String(status), explainStatus(status)])
}
