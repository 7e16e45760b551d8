import path from 'node:path'
import { isEmbedded, parseEnv } from '@/lib/env'

test('no setting is required', () => {
  expect(parseEnv({})).toMatchObject({
    STORAGE_DIR: path.resolve('storage'),
    DATABASE_URL: `file:${path.resolve('storage/holocron.db')}`,
    SWAPI_SOURCES: [
      'https://swapi.info/api',
      'https://swapi.dev/api',
      'https://swapi.build/api',
      'https://www.swapi.tech/api',
      'archive',
    ],
    UPSTREAM_TIMEOUT_MS: 30_000,
    UPSTREAM_PAGE_MAX_BYTES: 5_242_880,
    UPSTREAM_DOCUMENT_MAX_BYTES: 67_108_864,
    UPSTREAM_LIST_MAX_BYTES: 4_294_967_296,
    UPSTREAM_CONCURRENCY: 6,
    RETRY_BACKOFF_MS: 1_000,
    DUCKDB_SPILL_LIMIT: '20GB',
    HEAVY_QUERIES: 2,
    HEAVY_QUEUE: 32,
    HEAVY_QUERY_MS: 10_000,
    PROGRESS_STREAMS: 200,
    LOG_LEVEL: 'info',
  })
})

test('an empty setting counts as not set', () => {
  const empty = {
    STORAGE_DIR: '',
    DATABASE_URL: '',
    SWAPI_SOURCES: '',
    UPSTREAM_TIMEOUT_MS: '',
    LOG_LEVEL: '',
  }
  expect(parseEnv(empty)).toEqual(parseEnv({}))
})

test('unknown variables are ignored', () => {
  expect(parseEnv({ PATH: '/bin', SWAPI_SOURCE: 'typo' })).toEqual(parseEnv({}))
})

test('the database is in the storage folder unless set otherwise', () => {
  expect(parseEnv({ STORAGE_DIR: '/data/x' }).DATABASE_URL).toBe('file:/data/x/holocron.db')
  expect(parseEnv({ STORAGE_DIR: '/data/x', DATABASE_URL: 'file:/y.db' }).DATABASE_URL).toBe('file:/y.db')
  expect(parseEnv({ DATABASE_URL: 'postgres://u@h/d' }).DATABASE_URL).toBe('postgres://u@h/d')
})

test('sources are a comma-separated list, and spaces do not matter', () => {
  expect(parseEnv({ SWAPI_SOURCES: ' http://127.0.0.1:4010/api , archive,, ' }).SWAPI_SOURCES).toEqual([
    'http://127.0.0.1:4010/api',
    'archive',
  ])
})

const SOURCES = 'SWAPI_SOURCES: must be a comma-separated list of http(s) base URLs, or "archive"'

test.each([
  [{ SWAPI_SOURCES: 'swapi.dev' }, SOURCES],
  [{ SWAPI_SOURCES: 'archive,ftp://swapi.dev/' }, SOURCES],
  [{ SWAPI_SOURCES: 'file:///etc/passwd' }, SOURCES],
  [{ DATABASE_URL: 'mysql://localhost' }, 'DATABASE_URL: must start with "file:" or "postgresql:"'],
  [{ UPSTREAM_TIMEOUT_MS: '30s' }, 'UPSTREAM_TIMEOUT_MS: must be a whole number from 100 to 600000'],
  [{ UPSTREAM_TIMEOUT_MS: '99' }, 'UPSTREAM_TIMEOUT_MS: must be a whole number from 100 to 600000'],
  [{ UPSTREAM_CONCURRENCY: '0' }, 'UPSTREAM_CONCURRENCY: must be a whole number from 1 to 64'],
  [{ UPSTREAM_CONCURRENCY: '65' }, 'UPSTREAM_CONCURRENCY: must be a whole number from 1 to 64'],
  [{ UPSTREAM_CONCURRENCY: '1.5' }, 'UPSTREAM_CONCURRENCY: must be a whole number from 1 to 64'],
  [{ RETRY_BACKOFF_MS: 'NaN' }, 'RETRY_BACKOFF_MS: must be a whole number from 1 to 600000'],
  [{ DUCKDB_MEMORY_LIMIT: 'lots' }, 'DUCKDB_MEMORY_LIMIT: must be a size such as 512MB'],
  [{ DUCKDB_SPILL_LIMIT: '20' }, 'DUCKDB_SPILL_LIMIT: must be a size such as 20GB'],
  [{ HEAVY_QUERIES: '0' }, 'HEAVY_QUERIES: must be a whole number from 1 to 16'],
  [{ HEAVY_QUERIES: '17' }, 'HEAVY_QUERIES: must be a whole number from 1 to 16'],
  [{ PROGRESS_STREAMS: '0' }, 'PROGRESS_STREAMS: must be a whole number from 1 to 10000'],
  [{ HEAVY_QUEUE: '1001' }, 'HEAVY_QUEUE: must be a whole number from 0 to 1000'],
  [{ HEAVY_QUERY_MS: '99' }, 'HEAVY_QUERY_MS: must be a whole number from 100 to 600000'],
])('%j is invalid', (settings, line) => {
  expect(() => parseEnv(settings)).toThrow(new Error(`These settings are invalid:\n  ${line}`))
})

test('all invalid settings are named at once', () => {
  const wrong = {
    DATABASE_URL: 'x',
    UPSTREAM_CONCURRENCY: 'many',
    SWAPI_SOURCES: 'nowhere',
    STORAGE_DIR: 'fine',
  }
  expect(() => parseEnv(wrong)).toThrow(
    new Error(
      [
        'These settings are invalid:',
        '  DATABASE_URL: must start with "file:" or "postgresql:"',
        `  ${SOURCES}`,
        '  UPSTREAM_CONCURRENCY: must be a whole number from 1 to 64',
      ].join('\n'),
    ),
  )
})

const TOKEN = '0123456789abcdef'

test('host names are a comma-separated list, case-insensitive', () => {
  expect(parseEnv({}).ALLOWED_HOSTS).toEqual([])
  expect(
    parseEnv({ ALLOWED_HOSTS: ' Holocron.Example.org, *.local,192.0.2.1,[2001:db8::1] ,*' }).ALLOWED_HOSTS,
  ).toEqual(['holocron.example.org', '*.local', '192.0.2.1', '[2001:db8::1]', '*'])
})

test('by default everyone may read and make changes', () => {
  const settings = parseEnv({})
  expect(settings.ACCESS_TOKEN).toBeUndefined()
  expect([settings.PRIVATE, settings.ALLOW_INNGEST_DEV]).toEqual([false, false])
})

test.each([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
  ['', false],
])('PRIVATE=%s is %p', (value, isPrivate) => {
  expect(parseEnv({ ACCESS_TOKEN: TOKEN, PRIVATE: value }).PRIVATE).toBe(isPrivate)
})

const SHORT = 'ACCESS_TOKEN: must be at least 16 letters, digits or symbols, without spaces'
const HOST_NAMES =
  'ALLOWED_HOSTS: must be a comma-separated list of host names without ports, such as example.org or *.example.org, or "*"'
const INNGEST_DEV =
  'INNGEST_DEV: switches signature checks off, so anyone who reaches this server could run its functions; ' +
  'set ALLOW_INNGEST_DEV=1 as well where no one else can, or use keys'

test.each([
  [{ ACCESS_TOKEN: TOKEN.slice(1) }, SHORT],
  [{ ACCESS_TOKEN: `${TOKEN} x` }, SHORT],
  [{ ACCESS_TOKEN: 'geheimgeheimgehäim' }, SHORT],
  [{ PRIVATE: 'yes' }, 'PRIVATE: must be 1 or 0'],
  [{ TRUST_PROXY: '10.0.0.1' }, 'TRUST_PROXY: must be 1 or 0'],
  [{ ALLOWED_HOSTS: 'https://example.org' }, HOST_NAMES],
  [{ ALLOWED_HOSTS: 'example.org:3000' }, HOST_NAMES],
  [{ ALLOWED_HOSTS: 'a.*.org' }, HOST_NAMES],
  [
    { INNGEST_BASE_URL: 'inngest:8288' },
    'INNGEST_BASE_URL: must be a scheme and a host, such as http://inngest:8288',
  ],
  [
    { INNGEST_SERVE_ORIGIN: 'http://holocron:3000/api/inngest' },
    'INNGEST_SERVE_ORIGIN: must be a scheme and a host, such as http://holocron:3000',
  ],
  [{ PRIVATE: '1' }, 'PRIVATE: needs ACCESS_TOKEN as well, or no one could sign in'],
  [{ NODE_ENV: 'production', INNGEST_DEV: '1' }, INNGEST_DEV],
  [{ NODE_ENV: 'production', INNGEST_DEV: 'http://localhost:8288', INNGEST_SIGNING_KEY: 'x' }, INNGEST_DEV],
])('%j prevents the start, because it is insecure or locks everyone out', (settings, line) => {
  expect(() => parseEnv(settings)).toThrow(new Error(`These settings are invalid:\n  ${line}`))
})

test.each([
  { NODE_ENV: 'development', INNGEST_DEV: '1' },
  { NODE_ENV: 'production', INNGEST_DEV: '0' },
  { NODE_ENV: 'production', INNGEST_DEV: '1', ALLOW_INNGEST_DEV: '1' },
])('%j is valid', (settings) => {
  expect(() => parseEnv(settings)).not.toThrow()
})

const SELF_HOSTED = {
  INNGEST_BASE_URL: 'http://inngest:8288/',
  INNGEST_SERVE_ORIGIN: 'http://holocron:3000',
  INNGEST_EVENT_KEY: 'key',
  INNGEST_SIGNING_KEY: 'signkey-test-1',
}

test.each(Object.keys(SELF_HOSTED))('an Inngest server without %s prevents the start', (name) => {
  const settings = Object.entries(SELF_HOSTED).filter(([other]) => other !== name)
  const others = settings.map(([other]) => other).join(', ')
  expect(() => parseEnv(Object.fromEntries(settings))).toThrow(
    new RegExp(`^These settings are invalid:\n  ${name}: is needed to .*, because ${others} are set$`),
  )
})

test('every missing setting of an Inngest server is named, also when INNGEST_DEV says no', () => {
  expect(() => parseEnv({ INNGEST_SIGNING_KEY: 'signkey-test-1', INNGEST_DEV: '0' })).toThrow(
    /INNGEST_BASE_URL: is needed .*\n {2}INNGEST_SERVE_ORIGIN: .*\n {2}INNGEST_EVENT_KEY: .* because INNGEST_SIGNING_KEY is set$/,
  )
})

test('addresses of Inngest have no slash at the end', () => {
  expect(parseEnv(SELF_HOSTED)).toMatchObject({ ...SELF_HOSTED, INNGEST_BASE_URL: 'http://inngest:8288' })
})

test.each([
  [{}, true],
  [{ INNGEST_DEV: '' }, true],
  [{ INNGEST_DEV: '0' }, true],
  [{ INNGEST_DEV: 'false' }, true],
  [{ INNGEST_DEV: '1' }, false],
  [{ INNGEST_DEV: 'http://localhost:8288' }, false],
  [{ INNGEST_DEV: '1', INNGEST_EVENT_KEY: 'key' }, false],
  [SELF_HOSTED, false],
])('with %j this process runs the functions itself: %p', (settings, embedded) => {
  expect(isEmbedded(parseEnv(settings))).toBe(embedded)
})
