/** How often a wrong access token may be tried. */
import 'server-only'
import { AppError } from '@/lib/errors'

/** Wrong tokens in a minute, from everybody together: who asks cannot be told apart without believing his headers. */
export const MOST_WRONG_TOKENS = 10

const WINDOW_MS = 60_000

const globals = globalThis as typeof globalThis & { holocronWrongTokens?: number[] }

/**
 * Refuses to look at one more token after too many wrong ones. The right one must wait as well, or an answer that comes
 * all the same would tell a guesser that he has it. Who is signed in is not concerned.
 * @throws AppError `too_many`
 */
export function assertMayTry(now = Date.now()): void {
  if (recentAttempts(now).length < MOST_WRONG_TOKENS) return
  throw new AppError('too_many', 'There were too many wrong access tokens. Wait a minute, then try again.')
}

/** Remembers that a token was wrong. */
export function countWrongToken(now = Date.now()): void {
  globals.holocronWrongTokens = [...recentAttempts(now), now]
}

/** Forgets them all. */
export function forgetWrongTokens(): void {
  globals.holocronWrongTokens = []
}

/** Kept on globalThis, because Next.js loads this module once per bundle. */
function recentAttempts(now: number): number[] {
  return (globals.holocronWrongTokens ?? []).filter((time) => time > now - WINDOW_MS)
}
