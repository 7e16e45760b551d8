/** Which writes SQLite need not put on the disk at once (docs/decisions/0051). PostgreSQL ignores it. */
import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'

const globals = globalThis as typeof globalThis & { holocronUnhurried?: AsyncLocalStorage<true> }

/** Kept on globalThis, because Next.js loads this module once per bundle. */
const unhurried = (globals.holocronUnhurried ??= new AsyncLocalStorage())

/**
 * Does work whose writes a power cut may undo, because it would only be done again. A crash of the process undoes nothing,
 * and the next write of any other kind puts these on the disk, too.
 */
export function unhurriedly<T>(work: () => Promise<T>): Promise<T> {
  // Awaited inside: Prisma begins a query only when somebody waits for it.
  return unhurried.run(true, async () => await work())
}

/** What SQLite calls how a write is put on the disk. */
export function syncLevel(): 'NORMAL' | 'FULL' {
  return unhurried.getStore() === true ? 'NORMAL' : 'FULL'
}
