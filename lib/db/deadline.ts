/** How long work may wait for a database that another process has locked. */
import { AsyncLocalStorage } from 'node:async_hooks'

/** Someone waits for the answer: within this time, in milliseconds, it comes or says that the database is locked. */
const PATIENCE_OF_PEOPLE_MS = 4_000

interface Deadline {
  /** In milliseconds since 1970; null once the answer is given, for work that goes on after it. */
  at: number | null
}

const globals = globalThis as typeof globalThis & { holocronDeadlines?: AsyncLocalStorage<Deadline> }

/** Kept on globalThis, because Next.js loads this module once per bundle, and the database client only once. */
const deadlines = (globals.holocronDeadlines ??= new AsyncLocalStorage())

/** Runs what somebody waits for: none of its writes waits for the database beyond a few seconds from now. */
export async function whileSomebodyWaits<T>(task: () => Promise<T>, ms = PATIENCE_OF_PEOPLE_MS): Promise<T> {
  const deadline: Deadline = { at: Date.now() + ms }
  try {
    return await deadlines.run(deadline, task)
  } finally {
    deadline.at = null
  }
}

/** When a wait that begins now has to end, in milliseconds since 1970: after `longestMs`, or when someone's patience does. */
export function deadlineOf(longestMs: number): number {
  return Math.min(Date.now() + longestMs, deadlines.getStore()?.at ?? Infinity)
}
