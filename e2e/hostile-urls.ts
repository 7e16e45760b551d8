import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { FILTER_OPERATORS } from '@/lib/datasets/model/view'

/** Pseudo-random numbers in [0, 1), reproducible by seed: mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const NUMBERS = [
  ...['0', '1', '-1', '-0', '10', '82', '83', '1000', '1001', '1000000000', '999999999999', '1000000000000'],
  ...[
    '9007199254740993',
    '1e9',
    '1e400',
    'NaN',
    'Infinity',
    '-Infinity',
    '0x10',
    '1.5',
    '٣',
    ' 7 ',
    '+5',
    '',
  ],
]

const TEXTS = [
  ...['', ' ', '_', '\0', '\u202e', '\ufeff', '\ud83d\ude80', 'Ünïcödé', 'ﷺ', '\r\nSet-Cookie: a=b'],
  ...[
    "'",
    '"',
    "'; DROP TABLE dataset; --",
    "' OR 1=1 --",
    '$1',
    '?',
    '\\',
    '`id`',
    '*)',
    "read_text('/etc/passwd')",
  ],
  ...[
    '<script>alert(1)</script>',
    '{{7*7}}',
    '${7*7}',
    '../../etc/passwd',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...[
    'null',
    'undefined',
    'true',
    'a,b,,c',
    ',',
    'blue',
    'Tatooine',
    'unknown',
    'n/a',
    '1,358',
    '41.9BBY',
    '1_000',
  ],
]

/** Headers that affect which part of a response is sent, or whether it is sent at all. */
const HEADERS: Record<string, string>[] = [
  { range: 'bytes=0-10' },
  { range: 'bytes=5-' },
  { range: 'bytes=99999999-' },
  { range: 'bytes=9-1' },
  { range: 'bytes=0-1,5-6' },
  { range: 'lines=1-2' },
  { range: 'bytes=0-10', 'if-range': '"other"' },
  { 'if-none-match': '*' },
  { 'if-none-match': '"x", W/"y"' },
  { 'if-modified-since': 'Tue, 19 Jan 2038 03:14:07 GMT' },
  { 'accept-encoding': 'br, gzip;q=0.5' },
  { host: 'evil.example' },
  { 'x-forwarded-host': 'evil.example' },
]

/** Usually none. */
export function makeHostileHeaders(random: () => number): Record<string, string> {
  return random() < 0.6 ? {} : (HEADERS[Math.floor(random() * HEADERS.length)] ?? {})
}

/** Usually GET, and never a method that could change anything. */
export function pickReadingMethod(random: () => number): string {
  const others = ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'TRACE', 'QUERY']
  return random() < 0.8 ? 'GET' : (others[Math.floor(random() * others.length)] ?? 'GET')
}

/** Used as ids: Next.js itself answers these, before it chooses a route. */
export const MALFORMED_IDS = ['%', '%zz', '%c0%ae', '%ff']

/** Written into the path as they are; some leave the path once decoded. */
const IDS = [
  ...['x', '..', '../..', '..%2f..%2fetc%2fpasswd', '%2e%2e%2f', '..%5c', '%00', '__proto__'],
  ...[
    '20200101-000000-aaaaa',
    '20200101-000000-AAAAA',
    "'%20OR%201=1",
    '%F0%9F%9A%80',
    '%E2%80%AE',
    '.',
    '%20',
    '~',
  ],
]

const WORDS = [
  'limit',
  'offset',
  'columns',
  'sort',
  'q',
  'format',
  'for',
  'view',
  'theme',
  'filter',
  '__proto__',
  'constructor',
  'hasOwnProperty',
]

/** A malicious path and query, for a server that has a dataset with this id. */
export function makeHostileUrl(random: () => number, id: string): string {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T
  const times = <T>(most: number, make: () => T): T[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, make)

  const text = (): string => {
    const kind = random()
    if (kind < 0.5) return pick(TEXTS)
    if (kind < 0.7) return pick(NUMBERS)
    if (kind < 0.8) return 'x'.repeat(Math.floor(random() * 2_000))
    return times(12, () => String.fromCodePoint(Math.floor(random() * 0xd800))).join('')
  }
  const column = (): string => (random() < 0.8 ? pick(DATASET_COLUMNS) : text())
  const list = (): string => {
    const length = random() < 0.05 ? 300 : 4
    return times(length, () => (random() < 0.2 ? '-' : '') + column()).join(',')
  }
  const pair = (): [string, string] => {
    const kind = random()
    if (kind < 0.2) return [pick(['limit', 'offset']), pick(NUMBERS)]
    if (kind < 0.4) return [pick(['columns', 'sort']), list()]
    if (kind < 0.7)
      return [
        `${column()}${pick(['', ...FILTER_OPERATORS.map((name) => `__${name}`), '__', '__x__y'])}`,
        text(),
      ]
    if (kind < 0.85) return ['format', pick(['json', 'csv', 'ndjson', 'parquet', 'xlsx', ...TEXTS])]
    return [random() < 0.7 ? pick(WORDS) : text(), text()]
  }
  const write = (value: string): string =>
    random() < 0.9
      ? encodeURIComponent(value)
      : value.replaceAll(/[\s#\0-\x20\x7f-\u{10ffff}]/gu, encodeURIComponent)

  const target = random() < 0.75 ? id : pick(IDS)
  const path = pick([
    ...[
      '/',
      '/compare',
      '/api-docs',
      '/api/datasets',
      '/api/health',
      '/api/ready',
      '/api/openapi.json',
      '/api/inngest',
      '/api/nothing',
    ],
    ...['', '', '/counts', '/counts'].map((view) => `/datasets/${target}${view}`),
    ...[
      '',
      '/rows',
      '/rows',
      '/rows',
      '/counts',
      '/counts',
      '/counts',
      '/counts.svg',
      '/file',
      '/profile',
      '/cancel',
      '/x',
    ].map((view) => `/api/datasets/${target}${view}`),
  ])
  const most = random() < 0.05 ? 60 : 4
  const query = times(most, pair).map(([name, value]) => `${write(name)}=${write(value)}`)
  return query.length > 0 ? `${path}?${query.join('&')}` : path
}
