/**
 * When PostgreSQL is away: who found out, who waits for its return, and what is said if it does not come back in time. The
 * adapter (lib/db/postgres-adapter.ts) reports failures; one series of probes asks whether it is back.
 */
import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { DATABASE_AWAY } from '@/lib/errors'

/** How often an absent database is asked, in milliseconds. */
const ASK_EVERY_MS = 500
const LATELY_MS = 30_000
/** Outages with less time than this in between count as one, in milliseconds. */
const CLOSE_MS = 15_000

/** What pages are told by an error's digest: all that Next.js passes on to the browser (app/error.tsx). */
export const AWAY_DIGEST = 'DATABASE_AWAY'

/** What became of the work that was interrupted: it had no effect, or that is not known. */
type Outcome = 'nothing' | 'unknown'

/** What is said to whoever could not be served. */
export const AWAY_SENTENCE = 'The database is not responding. Try again in a moment.'

const SENTENCES: Record<Outcome, string> = {
  nothing: AWAY_SENTENCE,
  unknown:
    'The database stopped responding while this was being saved, so it may or may not have been. Check, then try again.',
}

/**
 * Not an `AppError`, whose `code` Prisma would take for its own, and replace the error: `describeSystemError` makes it one.
 */
export class DatabaseAwayError extends Error {
  override name = 'DatabaseAwayError'
  readonly [DATABASE_AWAY] = true
  readonly digest = AWAY_DIGEST

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && DATABASE_AWAY in value
  }

  constructor(
    cause: unknown,
    readonly outcome: Outcome,
  ) {
    super(SENTENCES[outcome], { cause })
  }
}

/** Where the database is: there as far as is known, or away since the last failure. */
interface State {
  /** In milliseconds since 1970; null while it is there. */
  awaySince: number | null
  /** The last time it was away, until when. */
  last: { since: number; until: number } | null
  /** Resolves when it is back. */
  returning: Promise<void> | null
  /** Asks whether it answers; set by the adapter. */
  probe: (() => Promise<boolean>) | null
}

const globals = globalThis as typeof globalThis & {
  holocronOutage?: State
  holocronRepeatable?: AsyncLocalStorage<true>
}

/** On globalThis because Next.js loads this module once per bundle, but the database client only once. */
const state = (globals.holocronOutage ??= { awaySince: null, last: null, returning: null, probe: null })
const repeatables = (globals.holocronRepeatable ??= new AsyncLocalStorage())

/** Forgets what is known, for a client that is opened; `probe` asks whether its database answers. */
export function watchDatabase(probe: (() => Promise<boolean>) | null): void {
  Object.assign(state, { awaySince: null, last: null, returning: null, probe })
}

export function isDatabaseAway(): boolean {
  return state.awaySince !== null
}

/** The last outage, still going on or not, in milliseconds since 1970; null if there was none. */
export function lastOutage(): { since: number; until: number } | null {
  const { awaySince, last } = state
  if (awaySince === null) return last
  const isSame = last !== null && awaySince - last.until < CLOSE_MS
  return { since: isSame ? last.since : awaySince, until: Date.now() }
}

/** True if it was away within the last half minute: what has just failed may have failed because of that. */
export function wasAwayLately(): boolean {
  const outage = lastOutage()
  return outage !== null && Date.now() - outage.until < LATELY_MS
}

/** Says that the database did not answer; from now on it is asked until it does. */
export function reportAway(): void {
  state.awaySince ??= Date.now()
  state.returning ??= askUntilBack()
}

async function askUntilBack(): Promise<void> {
  const { probe } = state
  if (probe !== null) await untilOneSucceeds(probe, () => state.probe !== probe)
  if (state.probe !== probe) return
  const { last, awaySince } = state
  const since = awaySince ?? Date.now()
  // Those that follow each other closely leave too little time in between for what has to be caught up with.
  const isSame = last !== null && since - last.until < CLOSE_MS
  state.last = { since: isSame ? last.since : since, until: Date.now() }
  state.awaySince = null
  state.returning = null
}

/** Asks again without waiting for the last answer, which never comes from a server that was silent when it was asked. */
function untilOneSucceeds(probe: () => Promise<boolean>, isOver: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const ask = async (): Promise<void> => {
      if (!isOver() && !(await probe())) return
      clearInterval(timer)
      resolve()
    }
    const timer = setInterval(() => void ask(), ASK_EVERY_MS).unref()
    void ask()
  })
}

/** Waits for its return, until a time in milliseconds since 1970 at most. True when it is there. */
export async function waitForDatabase(until: number): Promise<boolean> {
  while (state.returning !== null) {
    const left = until - Date.now()
    if (left <= 0) return false
    const timeout = new AbortController()
    await Promise.race([
      state.returning,
      sleep(left, undefined, { signal: timeout.signal }).catch(() => undefined),
    ])
    timeout.abort()
  }
  return true
}

/** Work that may be done twice: its writes are repeated even where it is not known whether they had succeeded. */
export function repeatable<T>(work: () => Promise<T>): Promise<T> {
  // Awaited inside: Prisma begins a query only when somebody waits for it.
  return repeatables.run(true, async () => await work())
}

export function isRepeatable(): boolean {
  return repeatables.getStore() === true
}

/** How long work that can be repeated waits for the database altogether, in milliseconds. */
const PATIENCE_MS = 10 * 60_000

/** Does work that may be done twice, again whenever the database went away meanwhile and came back. */
export async function despiteOutages<T>(
  work: () => Promise<T>,
  { isOver = (): boolean => false, patienceMs = PATIENCE_MS } = {},
): Promise<T> {
  for (const until = Date.now() + patienceMs; ;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof DatabaseAwayError) || isOver()) throw error
      if (!(await waitForDatabase(until)) || Date.now() > until) throw error
    }
  }
}
