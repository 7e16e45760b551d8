/**
 * What is known about a download that an Inngest server executes, from its last sign of life: only that server knows
 * its run. The embedded runner has leases instead (inngest/embedded/leases.ts).
 */
import 'server-only'
import type { DatasetStatus } from '@/lib/datasets/model/dataset'
import { env } from '@/lib/env'
import { formatDuration } from '@/lib/format'

/** A download that has not begun after this time is said to wait. In milliseconds, like all of these. */
const WAITS_AFTER_MS = 30_000
/** A download that has not begun after this time ends. The run that might still begin finds it ended. */
export const BEGINS_WITHIN_MS = 10 * 60_000
/**
 * A step gives a sign of life every few seconds, however long it takes, so this is the longest pause between two steps,
 * which includes an Inngest server's own waits (up to 45 s) before it repeats a call whose process was killed.
 */
export const SILENT_MS = 90_000
/** A silence of this length is said. */
const QUIET_AFTER_MS = 45_000

/** The last signs of life of a download. */
export interface Signs {
  status: DatasetStatus
  createdAt: Date
  /** When the attempt was requested; null in rows of versions that did not store it, as the next. */
  requestedAt: Date | null
  startedAt: Date | null
  /** When the next sign is due. */
  aliveUntil: Date | null
}

/** What is wrong with a running download that has not been heard of for a while, as a sentence; null for nothing. */
export function describeSilence(signs: Signs, now = Date.now()): string | null {
  const server = env().INNGEST_BASE_URL
  if (server === undefined) return null
  if (signs.status === 'queued' && now - readRequested(signs) >= WAITS_AFTER_MS)
    return `Inngest at ${server} accepted this download, but has not begun it: it is busy, or Holocron is not registered there.`
  if (signs.status === 'downloading' && now >= readDue(signs) - SILENT_MS + QUIET_AFTER_MS)
    return `Inngest at ${server} has not continued this download for a while.`
  return null
}

/** Why a running download ends, if its run has to be given up as lost; otherwise null. */
export function findLost(signs: Signs, now = Date.now()): string | null {
  const server = env().INNGEST_BASE_URL
  if (server === undefined) return null
  if (signs.status === 'queued' && now - readRequested(signs) >= BEGINS_WITHIN_MS)
    return `Inngest at ${server} did not begin this download within ${formatDuration(BEGINS_WITHIN_MS)}. Check that it is running and that Holocron is registered there, then retry it.`
  if (signs.status === 'downloading' && now >= readDue(signs))
    return `Inngest at ${server} stopped working on this download: nothing was heard of it for ${formatDuration(SILENT_MS)}. Retry it; what was read is used again.`
  return null
}

function readRequested({ requestedAt, createdAt }: Signs): number {
  return (requestedAt ?? createdAt).getTime()
}

function readDue({ aliveUntil, startedAt, createdAt }: Signs): number {
  return aliveUntil?.getTime() ?? (startedAt ?? createdAt).getTime() + SILENT_MS
}
