/**
 * PostgreSQL with patience: one that restarts is waited for, and one that accepts connections but never answers is found
 * out. What did not reach the server, and what only reads, is repeated; a transaction is repeated as a whole by whoever
 * runs it (`transact`). See docs/decisions/0048-postgresql-outages.md.
 */
import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { connection } from '@/lib/connection'
import { deadlineOf } from '@/lib/db/deadline'
import { DatabaseAwayError, isRepeatable, reportAway, waitForDatabase, watchDatabase } from '@/lib/db/outage'
import { noteTrouble } from '@/lib/db/trouble'

/** How long what a client asks for waits for the database, and everything else, in milliseconds. */
const CLIENT_WAIT_MS = 4_000
const LONGEST_WAIT_MS = 20_000
/** A connection that takes longer to open is given up, and tried again. */
const CONNECT_WITHIN_MS = 2_000
/** A statement that takes longer makes us ask on another connection whether the server answers at all. */
const SUSPICIOUS_MS = 1_500
const PROBE_WITHIN_MS = 2_000
/** No statement takes longer, whoever waits for it. */
const STATEMENT_WITHIN_MS = 60_000
/** The server ends a transaction whose process has gone without a word, so that nobody waits for its locks. */
const BEGIN = `BEGIN; SET LOCAL idle_in_transaction_session_timeout = ${STATEMENT_WITHIN_MS}`

/** An adapter whose failures because of an outage are `DatabaseAwayError`. */
export function createPostgresAdapter(connectionString: string): PrismaPg {
  const pool = new PatientPool({
    connectionString,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: STATEMENT_WITHIN_MS,
    keepAlive: true,
    Client: WatchedClient,
  })
  watchDatabase(() => answers(connectionString))
  return new PrismaPg(pool, { disposeExternalPool: true })
}

/** True if the server answers, whatever it says except that it is starting or stopping. */
async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: PROBE_WITHIN_MS,
    query_timeout: PROBE_WITHIN_MS,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch (error) {
    return !isOutage(error)
  } finally {
    void client.end().catch(() => undefined)
  }
}

class PatientPool extends pg.Pool {
  private readonly clients = new Set<WatchedClient>()

  constructor(config: pg.PoolConfig & { Client: typeof pg.Client }) {
    super(config)
    this.on('connect', (client) => {
      const watched = client as unknown as WatchedClient
      this.clients.add(watched)
      watched.onSilence = () => void this.breakUnlessAnswering(config.connectionString ?? '')
    })
    this.on('remove', (client) => this.clients.delete(client as unknown as WatchedClient))
  }

  private asking: Promise<void> | null = null

  /** Cuts all connections if the server no longer answers: then whoever waits for one of them gets to know. */
  private breakUnlessAnswering(connectionString: string): Promise<void> {
    const ask = async (): Promise<void> => {
      if (await answers(connectionString)) return
      reportAway()
      for (const client of this.clients) client.cut()
    }
    return (this.asking ??= ask().finally(() => (this.asking = null)))
  }

  /** Connections for transactions, which Prisma asks for. Nothing has been sent yet when this fails. */
  override connect(): Promise<pg.PoolClient>
  override connect(callback: Parameters<pg.Pool['connect']>[0]): void
  override connect(callback?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | void {
    if (callback) return super.connect(callback)
    return patiently(
      async () => releaseWhenBroken(await this.open()),
      () => true,
    )
  }

  /** A connection that is known to work, or as good as: it may be cut at any time. */
  private async open(): Promise<pg.PoolClient> {
    return super.connect().catch((error: unknown) => {
      throw isOutage(error) ? new DatabaseAwayError(error, 'nothing') : error
    })
  }

  /** Statements outside transactions. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as pg declares it
  override query(config: any): Promise<any> {
    const { text } = config as pg.QueryConfig
    return patiently(
      async () => {
        const client = await this.open()
        try {
          const result = await client.query(config as pg.QueryConfig)
          client.release()
          return result
        } catch (error) {
          client.release(error instanceof DatabaseAwayError)
          throw error instanceof DatabaseAwayError && isRead(text)
            ? new DatabaseAwayError(error.cause, 'nothing')
            : error
        }
      },
      ({ outcome }) => outcome === 'nothing' || isRepeatable(),
    )
  }
}

/** Prisma gives a connection back when a transaction has ended, but not when it broke at the very end. */
function releaseWhenBroken(client: pg.PoolClient): pg.PoolClient {
  const release = client.release.bind(client)
  let isReleased = false
  client.release = (error) => {
    client.off('end', end)
    if (!isReleased) release(error)
    isReleased = true
  }
  const end = (): void => client.release(true)
  client.once('end', end)
  return client
}

/** Repeats what may be repeated until the deadline. */
export async function patiently<T>(
  work: () => Promise<T>,
  mayRepeat: (error: DatabaseAwayError) => boolean,
): Promise<T> {
  const since = Date.now()
  const deadline = deadlineOf(LONGEST_WAIT_MS)
  for (let failure: DatabaseAwayError | undefined; ;) {
    const until = connection()
      ? Math.min(deadline, (failure ? noteTrouble(since) : since) + CLIENT_WAIT_MS)
      : deadline
    if (!(await waitForDatabase(until))) {
      noteTrouble(since)
      throw failure ?? new DatabaseAwayError(undefined, 'nothing')
    }
    if (failure && Date.now() > until) throw failure
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof DatabaseAwayError)) throw error
      reportAway()
      noteTrouble(since)
      if (!mayRepeat(error)) throw error
      failure = error
    }
  }
}

/** Statements that change nothing, so that it does not matter how often they are executed. */
function isRead(text: string): boolean {
  return (
    /^\s*(SELECT|WITH)\b/i.test(text) && !/\b(INSERT|UPDATE|DELETE)\b|pg_(try_)?advisory|nextval/i.test(text)
  )
}

/** A connection that says when a statement takes suspiciously long, and names outages. */
class WatchedClient extends pg.Client {
  onSilence: () => void = () => undefined

  constructor(config?: pg.ClientConfig) {
    super(config)
    // Statements get to know as well; without a listener, the process would end.
    this.on('error', () => undefined)
  }
  private isInTransaction = false

  cut(): void {
    const { connection: socket } = this as unknown as { connection: { stream: { destroy(): void } } }
    socket.stream.destroy()
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as pg declares it
  override query(config: any, ...others: any[]): any {
    if (others.length > 0 || typeof config !== 'object') return super.query(config, ...others)
    return this.watch(config as pg.QueryConfig)
  }

  private async watch(config: pg.QueryConfig): Promise<pg.QueryResult> {
    const isCommit = config.text === 'COMMIT'
    if (config.text === 'BEGIN') this.isInTransaction = true
    const timer = setInterval(() => this.onSilence(), SUSPICIOUS_MS)
    try {
      return await super.query(config.text === 'BEGIN' ? { ...config, text: BEGIN } : config)
    } catch (error) {
      if (!isOutage(error)) throw error
      // Whatever a transaction did before its end is undone with its connection; a server that says so stopped in time.
      const isUndone =
        (this.isInTransaction && !isCommit) || codeOf(error) === ADMIN_SHUTDOWN || isUnsent(error)
      throw new DatabaseAwayError(error, isUndone ? 'nothing' : 'unknown')
    } finally {
      clearInterval(timer)
      if (isCommit || config.text === 'ROLLBACK') this.isInTransaction = false
    }
  }
}

const ADMIN_SHUTDOWN = '57P01'
/** Of the server when it stops, starts or has no connection left, and of the system. */
const CODES =
  /^(57P0[1-3]|08\d\d\d|53300|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/
/** Of the driver, which gives these no codes. */
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed)/

/** True for failures of the connection, not of what was asked. */
export function isOutage(error: unknown): boolean {
  return CODES.test(codeOf(error)) || MESSAGES.test(messageOf(error))
}

/** The driver refuses to send anything on a connection that it knows to be broken. */
function isUnsent(error: unknown): boolean {
  return /^Client (has encountered|was closed)/.test(messageOf(error))
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '')
}

function messageOf(error: unknown): string {
  return String((error as { message?: unknown } | null)?.message ?? '')
}
