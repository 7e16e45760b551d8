/**
 * Limits the rate of wrong access tokens. The right one is always accepted: that tells an attacker nothing without the
 * token, and a lockout that an attacker could trigger would keep others out
 * (docs/decisions/0034-the-right-token-always-opens.md).
 */
import 'server-only'

/** Wrong tokens per minute from one IP address; further ones are told to wait. */
export const MOST_WRONG_TOKENS = 10
/** Wrong tokens per minute from all clients together. */
export const MOST_WRONG_TOKENS_IN_ALL = 1_000

const WINDOW_MS = 60_000
/** IP addresses to remember; beyond that, the one with the oldest window is forgotten. */
const MOST_ADDRESSES = 10_000

interface Window {
  /** When its first token came, in milliseconds since 1970. */
  since: number
  count: number
}

interface WrongTokens {
  inAll: Window
  /** In the order in which their windows started. */
  byAddress: Map<string, Window>
}

const globals = globalThis as typeof globalThis & { holocronWrongTokens?: WrongTokens }

/** Counts a wrong token; returns whether there were too many within a minute, from this IP address or in total. */
export function countWrongToken(address: string, now = Date.now()): boolean {
  const { inAll, byAddress } = remembered()
  const window = countIn(byAddress.get(address), now)
  if (window.count === 1) {
    byAddress.delete(address)
    byAddress.set(address, window)
    forgetOldest(byAddress)
  }
  Object.assign(inAll, countIn(inAll, now))
  return window.count > MOST_WRONG_TOKENS || inAll.count > MOST_WRONG_TOKENS_IN_ALL
}

/** Forgets them all. */
export function forgetWrongTokens(): void {
  delete globals.holocronWrongTokens
}

/** Kept on globalThis, because Next.js loads this module once per bundle. */
function remembered(): WrongTokens {
  return (globals.holocronWrongTokens ??= { inAll: { since: 0, count: 0 }, byAddress: new Map() })
}

function countIn(window: Window | undefined, now: number): Window {
  if (window === undefined || now - window.since >= WINDOW_MS) return { since: now, count: 1 }
  window.count += 1
  return window
}

function forgetOldest(byAddress: Map<string, Window>): void {
  const [oldest] = byAddress.keys()
  if (byAddress.size > MOST_ADDRESSES && oldest !== undefined) byAddress.delete(oldest)
}
