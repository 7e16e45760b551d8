/** Tells this process when one of its downloads has ended. Those of other processes are found out by polling the database. */
import 'server-only'
import { EventEmitter } from 'node:events'

const globals = globalThis as typeof globalThis & { holocronEnds?: EventEmitter }

/** On globalThis because Next.js loads this module once per bundle. */
function ends(): EventEmitter {
  return (globals.holocronEnds ??= new EventEmitter())
}

/** Passes on whether a download was ended, and tells everyone if so. */
export async function announceEnd(ending: Promise<boolean>): Promise<boolean> {
  const hasEnded = await ending
  if (hasEnded) ends().emit('end')
  return hasEnded
}

/** Calls `listener` from now on whenever a download has ended. */
export function onEnd(listener: () => void): void {
  ends().on('end', listener)
}
