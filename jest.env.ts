/** Runs before any import: each test file gets separate settings, and never touches a user's storage. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { tmpdir } from 'node:os'
import path from 'node:path'

Object.assign(process.env, {
  STORAGE_DIR: path.join(
    tmpdir(),
    `holocron-test-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}`,
  ),
  LOG_LEVEL: 'silent',
  RETRY_BACKOFF_MS: '5',
  // Only tests of this limit depend on the speed of the machine.
  HEAVY_QUERY_MS: '120000',
})
for (const name of [
  'DATABASE_URL',
  'SWAPI_SOURCES',
  'ACCESS_TOKEN',
  'PRIVATE',
  'HOST',
  'ALLOWED_HOSTS',
  'TRUST_PROXY',
  'INNGEST_DEV',
  'INNGEST_BASE_URL',
  'INNGEST_SERVE_ORIGIN',
  'INNGEST_EVENT_KEY',
  'INNGEST_SIGNING_KEY',
  'S3_BUCKET',
  'S3_ENDPOINT',
  'S3_REGION',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'S3_PREFIX',
  'S3_PATH_STYLE',
  'S3_PRESIGN',
  'CACHE_DIR',
  'CACHE_MAX_BYTES',
]) {
  delete process.env[name]
}

// The Inngest SDK imports AsyncLocalStorage dynamically, which fails in Jest's CommonJS. It looks here first.
const storage = new AsyncLocalStorage()
Object.assign(globalThis, {
  [Symbol.for('inngest:als')]: { promise: Promise.resolve(storage), resolved: storage, isFallback: false },
})
