/** One thing that this process needs in order to serve requests. */
import 'server-only'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { arriveWithin } from '@/lib/timing'

export interface ReadyCheck {
  /** Its name in `/api/ready`. Everyone can read it. */
  name: string
  /**
   * One word for its state, such as "ok". It is called at most once a second, and never while the previous call runs.
   * @throws AppError with a sentence for everyone when requests cannot be served
   */
  read: () => Promise<string>
  /** The sentence when `read` does not respond, or fails unexpectedly. */
  failure: string
}

export interface CheckResult {
  name: string
  isReady: boolean
  /** A word for its state, or the sentence that says why it is not ready. */
  state: string
}

/** How long a check may take, in milliseconds: proxies give up soon after. */
const CHECK_WITHIN_MS = 2_000
/** How long a result is used again, in milliseconds: everyone may ask, as often as they like. */
const FRESH_MS = 1_000

interface Call {
  result: Promise<CheckResult>
  /** In milliseconds since 1970; null while it runs. */
  endedAt: number | null
}

const calls = new Map<ReadyCheck, Call>()

/** Runs a check, or uses its last result or the call that is still running. Never throws, never hangs. */
export async function runCheck(check: ReadyCheck): Promise<CheckResult> {
  const last = calls.get(check)
  const isFresh = last && (last.endedAt === null || Date.now() - last.endedAt < FRESH_MS)
  const call = isFresh ? last : begin(check)
  const late = { name: check.name, isReady: false, state: check.failure }
  return (await arriveWithin(CHECK_WITHIN_MS, call.result)) ?? late
}

function begin(check: ReadyCheck): Call {
  const call: Call = { result: perform(check).finally(() => (call.endedAt = Date.now())), endedAt: null }
  calls.set(check, call)
  return call
}

async function perform({ name, read, failure }: ReadyCheck): Promise<CheckResult> {
  try {
    return { name, isReady: true, state: await read() }
  } catch (error) {
    log.warn({ err: error }, `not ready: ${name}`)
    return { name, isReady: false, state: error instanceof AppError ? error.message : failure }
  }
}
