/** What a source may do to one response. Each fault gets the intended body, and sends something else. */
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

/** `body` is the JSON that a healthy source would send. */
export type Fault = (response: ServerResponse, body: string) => void

const JSON_TYPE = { 'content-type': 'application/json' }
const HUGE = 3_000_000
/** 63 MB of empty records in 64 kB, for which JSON.parse takes gigabytes. */
const RECORD_BOMB = gzipSync(`[${'{},'.repeat(21_000_000)}{}]`)

/** Small limits, reached within seconds, for tests of the trials and while garbage is always collected. */
export const FAULT_ENV = {
  UPSTREAM_TIMEOUT_MS: '700',
  UPSTREAM_PAGE_MAX_BYTES: '1000000',
  UPSTREAM_DOCUMENT_MAX_BYTES: '1000000',
  RETRY_BACKOFF_MS: '5',
}

function status(code: number, headers: Record<string, string> = {}, text = ''): Fault {
  return (response) => void response.writeHead(code, headers).end(text)
}

function bytes(make: (body: string) => Buffer | string, headers: Record<string, string> = JSON_TYPE): Fault {
  return (response, body) => void response.writeHead(200, headers).end(make(body))
}

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toUTCString()
const limited =
  (wait: () => string): Fault =>
  (response, body) =>
    status(429, { 'retry-after': wait() })(response, body)

/** Sends a part of the body, then breaks the connection. */
const cut =
  (headers: (body: string) => Record<string, string | number>): Fault =>
  (response, body) => {
    response.writeHead(200, { ...JSON_TYPE, ...headers(body) })
    response.write(body.slice(0, body.length / 2), () => response.socket?.destroy())
  }

const drip: Fault = (response, body) => {
  response.writeHead(200, JSON_TYPE)
  let at = 0
  const timer = setInterval(() => {
    response.write(body.slice(at, ++at))
    if (at === body.length || response.destroyed) clearInterval(timer)
  }, 20)
  response.on('close', () => clearInterval(timer))
}

const endless: Fault = (response) => {
  response.writeHead(200, JSON_TYPE)
  const chunk = '['.padEnd(64 * 1024, ' ')
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', write)
  write()
}

/** Faults of the response as a whole: nothing in it can be trusted. */
export const FAULTS: Record<string, Fault> = {
  '429 after 1 s': limited(() => '1'),
  '429 after a date': limited(() => inSeconds(1)),
  '429 after a past date': limited(() => inSeconds(-3_600)),
  '429 after -5': limited(() => '-5'),
  '429 after junk': limited(() => 'soon'),
  '429 after a day': limited(() => '86400'),
  '500': status(500),
  '502 with HTML': status(502, { 'content-type': 'text/html' }, '<h1>Bad gateway</h1>'),
  '503': status(503),
  '404': status(404),
  '204': status(204),
  '304': status(304),
  '403': status(403),
  'cut off before its length': cut((body) => ({ 'content-length': body.length })),
  'cut off between chunks': cut(() => ({})),
  reset: (response) => void response.socket?.resetAndDestroy(),
  'wrong type': bytes((body) => body, { 'content-type': 'image/png' }),
  null: bytes(() => 'null'),
  '[]': bytes(() => '[]'),
  '{}': bytes(() => '{}'),
  nothing: bytes(() => ''),
  'half a document': bytes((body) => body.slice(0, body.length / 2)),
  'two documents': bytes((body) => body + body),
  drip,
  'black hole': () => undefined,
  'black hole after the headers': (response) => void response.writeHead(200, JSON_TYPE).flushHeaders(),
  'redirect to itself': (response) => void response.writeHead(302, { location: response.req.url }).end(),
  'redirect to another host': status(302, { location: 'http://127.0.0.2:9/api/people/' }),
  'redirect to nowhere': status(302, { location: 'http://[' }),
  'redirect without a location': status(302),
  oversized: bytes(() => JSON.stringify([' '.repeat(HUGE)])),
  endless,
  'gzip bomb': bytes(() => gzipSync(Buffer.alloc(HUGE * 20, ' ')), {
    ...JSON_TYPE,
    'content-encoding': 'gzip',
  }),
  'gzip bomb of records': bytes(() => RECORD_BOMB, { ...JSON_TYPE, 'content-encoding': 'gzip' }),
  'broken gzip': bytes((body) => body, { ...JSON_TYPE, 'content-encoding': 'gzip' }),
  'deep JSON': bytes(() => '['.repeat(200_000)),
  'deep JSON that closes': bytes(() => '['.repeat(200_000) + ']'.repeat(200_000)),
  'bad UTF-8': bytes((body) => Buffer.from(body.replace('o', '\xff'), 'latin1')),
  'byte order mark': bytes((body) => `\ufeff${body}`),
  'NUL in the text': bytes((body) => body.replace('"name":"', '"name":"\0')),
}
