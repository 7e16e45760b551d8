/** The only reader of process.env. Every setting has a default that works on this machine alone. */
import path from 'node:path'
import { z } from 'zod'
import { completeForCloud, listMissing } from '@/lib/inngest-server/settings'
import { listStoreConflicts } from '@/lib/storage/settings'

const DEFAULT_SOURCES = [
  'https://swapi.info/api',
  'https://swapi.dev/api',
  'https://swapi.build/api',
  'https://www.swapi.tech/api',
  'archive',
]

const MIB = 1024 * 1024

const sourceSchema = z
  .string()
  .refine(
    (source) => source === 'archive' || z.url({ protocol: /^https?$/ }).safeParse(source).success,
    'must be a comma-separated list of http(s) base URLs, or "archive"',
  )

/** Names only: one that is served is served on every port. */
const hostNameSchema = z
  .string()
  .regex(
    /^(\*|(\*\.)?[a-z\d_]([a-z\d_.-]*[a-z\d_])?|\[[\da-f:.]+\])$/,
    'must be a comma-separated list of host names without ports, such as example.org or *.example.org, or "*"',
  )

const text = z.string().optional()

const yesOrNo = z
  .enum(['1', '0', 'true', 'false'], { error: 'must be 1 or 0' })
  .transform((value) => value === '1' || value === 'true')
  .default(false)

/** `0` and `false` mean no, as they do for the Inngest SDK. */
const textOrNo = z
  .string()
  .transform((value) => (value === '0' || value === 'false' ? undefined : value))
  .optional()

/** An address without a path or a slash at its end. */
function origin(example: string) {
  return z
    .string()
    .regex(/^https?:\/\/[^\s/?#@]+\/?$/, `must be a scheme and a host, such as ${example}`)
    .transform((address) => address.replace(/\/$/, ''))
    .optional()
}

function splitList(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
}

function wholeNumber(fallback: number, min: number, max: number): z.ZodDefault<z.ZodCoercedNumber> {
  const error = `must be a whole number from ${min} to ${max}`
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error }).default(fallback)
}

function size(fallback: string): z.ZodDefault<z.ZodString> {
  return z
    .string()
    .regex(/^\d+(MB|GB|MiB|GiB)$/, `must be a size such as ${fallback}`)
    .default(fallback)
}

const envSchema = z.object({
  /** Where the datasets are stored. */
  STORAGE_DIR: z.string().default('storage'),
  /** `file:` for SQLite, `postgresql:` for PostgreSQL; by default a SQLite file inside STORAGE_DIR. */
  DATABASE_URL: z
    .string()
    .regex(/^(file:|postgres(ql)?:)/, 'must start with "file:" or "postgresql:"')
    .optional(),
  /** The bucket that keeps the datasets, instead of STORAGE_DIR; the settings below need it. */
  S3_BUCKET: text,
  /** URL of the store; by default that of AWS in the region. */
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional(),
  S3_REGION: text,
  S3_ACCESS_KEY_ID: text,
  S3_SECRET_ACCESS_KEY: text,
  /** What the keys of all objects start with, so that a bucket can be shared. */
  S3_PREFIX: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*\/?$/, 'must be a folder name, such as holocron or team/holocron')
    .optional(),
  /** True to put the bucket into the path of URLs instead of the host name, as most stores other than AWS need. */
  S3_PATH_STYLE: yesOrNo,
  /** True to send whole files to clients from the store, by a redirect to a signed URL. */
  S3_PRESIGN: yesOrNo,
  /** Where copies of objects are kept for reading; by default inside STORAGE_DIR. */
  CACHE_DIR: text,
  /** How much they may take together, in bytes. */
  CACHE_MAX_BYTES: wholeNumber(10_000 * MIB, 1, Number.MAX_SAFE_INTEGER),
  /** Sources, in the order they are tried. */
  SWAPI_SOURCES: z.string().transform(splitList).pipe(z.array(sourceSchema).min(1)).default(DEFAULT_SOURCES),
  /** The IP address or name that the server listens on. */
  HOST: z.string().trim().default('127.0.0.1'),
  /** Host names to serve in addition to Holocron's own; `*.example.org` for all below one, `*` for all. */
  ALLOWED_HOSTS: z
    .string()
    .transform((list) => splitList(list.toLowerCase()))
    .pipe(z.array(hostNameSchema))
    .default([]),
  /** True when a proxy in front sets `X-Forwarded-For`, `-Host` and `-Proto`, so that they can be trusted. */
  TRUST_PROXY: yesOrNo,
  /** How long requests are still served after SIGTERM, while `/api/ready` sends proxies elsewhere, in milliseconds. */
  STOP_DELAY_MS: wholeNumber(0, 0, 300_000),
  /** The token required for changes; without one, everyone may make them. */
  ACCESS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'must be at least 16 letters, digits or symbols, without spaces')
    .optional(),
  /** True when reading requires the token too. */
  PRIVATE: yesOrNo,
  /** URL of an Inngest dev server, or `1` for the default one. */
  INNGEST_DEV: textOrNo,
  /** True when INNGEST_DEV is intended, although this is not a development server. */
  ALLOW_INNGEST_DEV: yesOrNo,
  /** Where an Inngest server, self-hosted or Inngest Cloud, receives events and registrations. */
  INNGEST_BASE_URL: origin('http://inngest:8288'),
  /** Where that server reaches this app. */
  INNGEST_SERVE_ORIGIN: origin('http://holocron:3000'),
  INNGEST_EVENT_KEY: text,
  INNGEST_SIGNING_KEY: text,
  /** The longest that a response from a source may take, body included, in milliseconds. */
  UPSTREAM_TIMEOUT_MS: wholeNumber(30_000, 100, 600_000),
  /** The largest page from a source, decoded, in bytes. */
  UPSTREAM_PAGE_MAX_BYTES: wholeNumber(5 * MIB, 1024, 1024 * MIB),
  /** The largest first response from a source, which may be the whole collection, in bytes. */
  UPSTREAM_DOCUMENT_MAX_BYTES: wholeNumber(64 * MIB, 1024, 1024 * MIB),
  /** The largest list without an envelope, which is stored while it arrives, in bytes. */
  UPSTREAM_LIST_MAX_BYTES: wholeNumber(4096 * MIB, 1024, Number.MAX_SAFE_INTEGER),
  /** Concurrent requests to one host. */
  UPSTREAM_CONCURRENCY: wholeNumber(6, 1, 64),
  /** The first wait before a failed step is retried, in milliseconds; it doubles with each retry. */
  RETRY_BACKOFF_MS: wholeNumber(1_000, 1, 600_000),
  /** Memory that DuckDB may use, for example `512MB`. */
  DUCKDB_MEMORY_LIMIT: size('512MB'),
  /** Disk space that DuckDB may use for what does not fit in memory. */
  DUCKDB_SPILL_LIMIT: size('20GB'),
  /** Threads that DuckDB may use. */
  DUCKDB_THREADS: wholeNumber(2, 1, 256),
  /** Concurrent counts, searches and sorts; as many exports may read concurrently, and four times as many may be open. */
  HEAVY_QUERIES: wholeNumber(2, 1, 16),
  /** How many more of them may wait; the next is refused. */
  HEAVY_QUEUE: wholeNumber(32, 0, 1_000),
  /** How long one of them may take, in milliseconds. */
  HEAVY_QUERY_MS: wholeNumber(10_000, 100, 600_000),
  /** How many clients may follow downloads, each with its own stream; the next is refused. */
  PROGRESS_STREAMS: wholeNumber(200, 1, 10_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** Every setting, by name. */
export const SETTING_NAMES = Object.keys(envSchema.shape)

export type Env = Omit<z.infer<typeof envSchema>, 'DATABASE_URL' | 'CACHE_DIR'> & {
  DATABASE_URL: string
  CACHE_DIR: string
}

/**
 * A path in `STORAGE_DIR`. Without the comment, the build takes it for one in the project, and lists all that is there: with
 * 100,000 folders in storage/, it did not end.
 */
export function storagePath(...names: string[]): string {
  return path.join(/* turbopackIgnore: true */ env().STORAGE_DIR, ...names)
}

/** A path in `CACHE_DIR`. */
export function cachePath(...names: string[]): string {
  return path.join(/* turbopackIgnore: true */ env().CACHE_DIR, ...names)
}

/** Parses settings. Throws one error that lists every invalid setting, and why. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = envSchema.safeParse(given)
  const problems = parsed.success
    ? [...listConflicts(parsed.data, given.NODE_ENV === 'production'), ...listStoreConflicts(given)]
    : parsed.error.issues.map((issue) => `${issue.path[0]?.toString() ?? ''}: ${issue.message}`)
  if (!parsed.success || problems.length > 0) {
    throw new Error(`These settings are invalid:\n${problems.map((line) => `  ${line}`).join('\n')}`)
  }
  const { STORAGE_DIR, DATABASE_URL, CACHE_DIR } = parsed.data
  const storageDir = path.resolve(STORAGE_DIR)
  return {
    ...parsed.data,
    STORAGE_DIR: storageDir,
    DATABASE_URL: DATABASE_URL ?? `file:${path.join(storageDir, 'holocron.db')}`,
    CACHE_DIR: path.resolve(CACHE_DIR ?? path.join(storageDir, 'cache')),
  }
}

/** Conflicts between settings that are valid on their own. */
function listConflicts(settings: z.infer<typeof envSchema>, isProduction: boolean): string[] {
  const conflicts: string[] = []
  if (settings.PRIVATE && settings.ACCESS_TOKEN === undefined) {
    conflicts.push('PRIVATE: needs ACCESS_TOKEN as well, or no one could sign in')
  }
  conflicts.push(...listMissing(settings))
  if (isProduction && settings.INNGEST_DEV !== undefined && !settings.ALLOW_INNGEST_DEV) {
    conflicts.push(
      'INNGEST_DEV: switches signature checks off, so anyone who reaches this server could run its functions; ' +
        'set ALLOW_INNGEST_DEV=1 as well where no one else can, or use keys',
    )
  }
  return conflicts
}

let cached: Env | undefined

/** This process's settings, read once. */
export function env(): Env {
  if (cached === undefined) {
    cached = parseEnv(process.env)
    completeForCloud(process.env)
  }
  return cached
}

/** True when no Inngest server is configured: then this process runs the functions itself. */
export function isEmbedded(settings: Env = env()): boolean {
  return !settings.INNGEST_DEV && !settings.INNGEST_BASE_URL
}

/** True under `npm run dev`. */
export function isDevelopment(): boolean {
  return process.env.NODE_ENV === 'development'
}

/** For AWS's client: which versions of Node Holocron runs on is said by its own documentation. */
export function hideVersionWarning(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
}
