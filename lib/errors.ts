/** Names what went wrong. The API returns these as `error.code`. */
export type ErrorCode =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'wrong_method'
  | 'conflict'
  | 'not_ready'
  | 'unchanged'
  | 'damaged'
  | 'elsewhere'
  | 'bad_range'
  | 'too_large'
  | 'wrong_host'
  | 'too_many'
  | 'aborted'
  | 'upstream'
  | 'unavailable'
  | QueryLimit

/** A valid query that hit a limit: too many at once, too slow, too large. It may succeed another time. */
export type QueryLimit = (typeof QUERY_LIMITS)[number]

const QUERY_LIMITS = ['busy', 'timeout', 'memory'] as const

/** Marks errors across copies of this module: Next.js bundles it more than once, and errors pass between the copies. */
const EXPECTED = Symbol.for('holocron.AppError')
const OF_SOURCE = Symbol.for('holocron.SourceError')

/** Marks failures because of a database that is away, whose messages are for users: lib/db/outage.ts. */
export const DATABASE_AWAY: unique symbol = Symbol.for('holocron.DatabaseAway') as never

function has(value: unknown, mark: symbol): boolean {
  return typeof value === 'object' && value !== null && mark in value
}

/**
 * An expected failure. `message` is the sentence for the user: what happened and what to do; `cause` keeps the technical
 * reason for the log.
 */
export class AppError extends Error {
  override name = 'AppError'
  readonly [EXPECTED] = true

  static override [Symbol.hasInstance](value: unknown): boolean {
    return has(value, EXPECTED)
  }

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** A source did not return what was requested. Says whether retrying may help, and when. */
export class SourceError extends AppError {
  override name = 'SourceError'
  readonly [OF_SOURCE] = true

  static override [Symbol.hasInstance](value: unknown): boolean {
    return has(value, OF_SOURCE)
  }

  readonly retriable: boolean
  /** The wait that the source asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /** The HTTP status, when there was a response and it was not a success. */
  readonly status: number | undefined

  constructor(
    message: string,
    options: ErrorOptions & { retriable: boolean; retryAfterMs?: number | undefined; status?: number },
  ) {
    super('upstream', message, options)
    this.retriable = options.retriable
    this.retryAfterMs = options.retryAfterMs
    this.status = options.status
  }
}

/** System errors for when nothing can be saved, and what they mean. */
const SYSTEM: [pattern: RegExp, sentence: string][] = [
  [
    /ENOSPC|EDQUOT|SQLITE_FULL|database or disk is full|No space left/,
    'The disk is full, so nothing can be saved. Free up space where the storage folder is, then try again.',
  ],
  [
    // Creating a folder and its parents on a read-only disk fails as if a parent were missing.
    /EROFS|EACCES|EPERM|ENOENT[^']*mkdir|SQLITE_READONLY|SQLITE_CANTOPEN|readonly database|Read-only file system/,
    'The storage folder cannot be written to. Make it writable for Holocron, then try again.',
  ],
  [
    // How Prisma reports SQLITE_BUSY, which may occur after lib/db has waited for a while.
    /SQLITE_BUSY|P1008|SocketTimeout/,
    'Another program is using the database, so nothing could be saved. Try again in a moment.',
  ],
]

/** Turns a system error into an expected one that says what to do; any other is returned unchanged. */
export function describeSystemError(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (error instanceof Error && has(error, DATABASE_AWAY))
    return new AppError('unavailable', error.message, { cause: error })
  const texts: string[] = []
  for (let cause = error; typeof cause === 'object' && cause !== null;) {
    const { message, code, cause: next } = cause as { message?: unknown; code?: unknown; cause?: unknown }
    texts.push(`${String(code)} ${String(message)}`)
    cause = texts.length < 10 ? next : null
  }
  const known = SYSTEM.find(([pattern]) => texts.some((text) => pattern.test(text)))
  return known ? new AppError('unavailable', known[1], { cause: error }) : error
}

/** The sentence to show for any error: the message of an expected one; the details of others stay in the log. */
export function userMessage(error: unknown): string {
  return error instanceof AppError
    ? error.message
    : 'Something went wrong inside Holocron. The log has the details; trying again may help.'
}

/** A result, or the sentence that says why there is none: a page shows either. */
export type Attempt<T> = { answer: T; problem: null } | { answer: null; problem: string; isDamaged: boolean }

/** Waits for the result of a query. A failure that is no limit, no outage and not about the dataset's files is rethrown. */
export async function orQueryLimit<T>(query: Promise<T>): Promise<Attempt<T>> {
  try {
    return { answer: await query, problem: null }
  } catch (error) {
    const isDamaged = error instanceof AppError && ['damaged', 'elsewhere'].includes(error.code)
    const isGone = error instanceof AppError && error.code === 'unavailable'
    if (isDamaged || isGone || isQueryLimit(error)) return { answer: null, problem: error.message, isDamaged }
    throw error
  }
}

function isQueryLimit(error: unknown): error is AppError {
  return error instanceof AppError && QUERY_LIMITS.some((code) => code === error.code)
}
