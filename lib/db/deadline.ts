/** How long work may wait for a database that another process has locked. */
import { AsyncLocalStorage } from 'node:async_hooks'

/** How long a waiting client is kept before it is told that the database is locked, in milliseconds. */
const CLIENT_WAIT_MS = 4_000

interface Deadline {
  /** In milliseconds since 1970; null after the response, for work that continues beyond it. */
  at: number | null
}

const globals = globalThis as typeof globalThis & { holocronDeadlines?: AsyncLocalStorage<Deadline> }

/** On globalThis because Next.js loads this module once per bundle, but the database client only once. */
const deadlines = (globals.holocronDeadlines ??= new AsyncLocalStorage())

/** Runs a task that a client is waiting for: its writes wait for the database a few seconds at most. */
export async function whileClientWaits<T>(task: () => Promise<T>, ms = CLIENT_WAIT_MS): Promise<T> {
  const deadline: Deadline = { at: Date.now() + ms }
  try {
    // Awaited inside: Prisma begins a query only when somebody waits for it.
    return await deadlines.run(deadline, async () => await task())
  } finally {
    deadline.at = null
  }
}

/** When a wait must end, in milliseconds since 1970: `longestMs` from now, or at the task's deadline. */
export function deadlineOf(longestMs: number): number {
  return Math.min(Date.now() + longestMs, deadlines.getStore()?.at ?? Infinity)
}
