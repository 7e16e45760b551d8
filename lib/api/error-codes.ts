/** The failures of the API: `code` of the one error shape, its status, and what it means. The document is made of this. */
import type { ErrorCode } from '@/lib/errors'

interface Failure {
  status: number
  meaning: string
  /** What an answer says besides: after how many seconds it makes sense to ask again, and how to say who one is. */
  headers?: Record<string, string>
}

export const FAILURES: Record<ErrorCode | 'internal', Failure> = {
  invalid: { status: 400, meaning: 'The request makes no sense.' },
  unauthorized: {
    status: 401,
    meaning: 'The access token is missing or wrong.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  forbidden: { status: 403, meaning: 'A page of another site asked for a change.' },
  not_found: { status: 404, meaning: 'There is no such dataset, or no such path.' },
  wrong_method: { status: 405, meaning: 'The path does not take this method; `Allow` lists those it takes.' },
  conflict: { status: 409, meaning: 'The dataset is in the wrong state for this: running, ended or ready.' },
  not_ready: { status: 409, meaning: 'The download has not completed, so there is nothing to read yet.' },
  bad_range: { status: 416, meaning: 'The file has none of the bytes that `Range` asks for.' },
  too_large: { status: 413, meaning: 'The body is larger than 1 MiB.' },
  wrong_host: { status: 421, meaning: 'Nothing is served under this host name; see `ALLOWED_HOSTS`.' },
  too_many: { status: 429, meaning: 'Too many wrong access tokens.', headers: { 'Retry-After': '60' } },
  // Nobody reads this answer; the number is the one that proxies log for it.
  aborted: { status: 499, meaning: 'The client went away.' },
  damaged: {
    status: 500,
    meaning: 'A file of the dataset is missing or was changed; `npm run verify` says more.',
  },
  internal: { status: 500, meaning: 'A bug; the log has the details.' },
  upstream: { status: 502, meaning: 'A source did not give what was asked.' },
  unavailable: {
    status: 503,
    meaning: 'Something that Holocron needs does not answer.',
    headers: { 'Retry-After': '5' },
  },
  busy: {
    status: 503,
    meaning: 'Too many queries, or streams of progress, at once.',
    headers: { 'Retry-After': '1' },
  },
  timeout: { status: 503, meaning: 'The query took too long and was stopped.' },
  memory: { status: 503, meaning: 'The query needs more memory than there is.' },
}

/** The codes that a status may come with, and what they mean, as Markdown. */
export function explainStatus(status: number): string {
  const codes = Object.entries(FAILURES).filter(([, failure]) => failure.status === status)
  return codes.map(([code, { meaning }]) => `\`${code}\`: ${meaning}`).join(' ')
}

/** The statuses of failures that clients meet, and what they mean. */
export function listFailures(): [status: string, explanation: string][] {
  const statuses = Object.values(FAILURES).map(({ status }) => status)
  return [...new Set(statuses)]
    .filter((status) => status !== FAILURES.aborted.status)
    .map((status) => [String(status), explainStatus(status)])
}
