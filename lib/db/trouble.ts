/** Which requests have met an outage of the database. */
import 'server-only'
import { connection } from '@/lib/connection'

const globals = globalThis as typeof globalThis & { holocronTroubles?: WeakMap<object, number> }

/** When each of them first did, in milliseconds since 1970. On globalThis because Next.js loads this module once per bundle. */
const troubles = (globals.holocronTroubles ??= new WeakMap())

/** True when the database was away while this request was answered. */
export function hasMetOutage(request: object): boolean {
  return troubles.has(request)
}

/** Notes that the current request has met an outage that began at `since`; returns when its first one did. */
export function noteTrouble(since: number): number {
  const request = connection()?.request
  if (!request) return since
  const first = troubles.get(request) ?? since
  troubles.set(request, first)
  return first
}
