/** Which process drives which run: a lease in the run's row, renewed by its process, free once it expires. */
import 'server-only'
import { db, transact, type Transaction } from '@/lib/db/client'
import { lastOutage, repeatable, wasAwayLately } from '@/lib/db/outage'
import { unhurriedly } from '@/lib/db/sync'

/** How long a process that gives no sign of life keeps a run, in milliseconds. */
export const LEASE_MS = 6_000

/**
 * How many processes may die while holding a run that makes no progress. Two crashes may have other causes;
 * what killed three processes would kill every later one too, at each start.
 */
export const MAX_CRASHES = 3

/** A run held by a process. */
export interface Hold {
  runId: string
  owner: string
}

export function leaseEnd(): Date {
  return new Date(Date.now() + LEASE_MS)
}

/**
 * Writes to a run if it is still running and held by this owner; returns null otherwise. Updating the run's
 * row first serializes the writes of one run, so that what `write` reads cannot change before it writes. An outage of the
 * database may repeat all of it, even if it had been committed.
 * `isProgress` means that the write advances the run by a step. After a power cut, steps whose results are gone run again.
 */
export async function writeWhileHeld<T>(
  { runId, owner }: Hold,
  write: (transaction: Transaction) => Promise<T>,
  { isProgress = false } = {},
): Promise<T | null> {
  const writeOnce = async (transaction: Transaction): Promise<T | null> => {
    const { count } = await transaction.embeddedRun.updateMany({
      where: { id: runId, leaseOwner: owner, status: 'running' },
      data: { leaseUntil: leaseEnd(), ...(isProgress && { crashes: 0 }) },
    })
    return count === 1 ? write(transaction) : null
  }
  return unhurriedly(() => repeatable(() => transact(writeOnce)))
}

/** True while `owner` may act for the run: it is running, and no other process has taken it over. */
export async function isHeld({ runId, owner }: Hold): Promise<boolean> {
  return (await db().embeddedRun.count({ where: { id: runId, leaseOwner: owner, status: 'running' } })) > 0
}

/** A run that was taken over, and how many processes died holding it since its last progress. */
export interface ClaimedRun {
  id: string
  crashes: number
}

/**
 * Until when leases must have expired for their process to be gone, not only unable to renew them because the database was
 * away. Once it is back, every process gets the time of a lease.
 */
function expiredBefore(now: number): Date {
  const outage = lastOutage()
  const isRecent = outage !== null && now - outage.until < LEASE_MS
  return new Date(isRecent ? Math.min(now, outage.since) : now)
}

/** Takes over runs of these functions whose process is gone. Each run goes to one process only. */
export async function claimRuns(owner: string, functionIds: string[]): Promise<ClaimedRun[]> {
  const now = new Date()
  const isFree = {
    status: 'running',
    functionId: { in: functionIds },
    OR: [
      { leaseUntil: null },
      { leaseUntil: { lt: expiredBefore(now.getTime()) } },
      // No lease is that long: the clock has been set back since.
      { leaseUntil: { gt: new Date(now.getTime() + 10 * LEASE_MS) } },
    ],
  }
  const free = await db().embeddedRun.findMany({
    where: isFree,
    select: { id: true, crashes: true, leaseOwner: true },
    orderBy: { createdAt: 'asc' },
  })
  const claimed: ClaimedRun[] = []
  for (const { id, leaseOwner, ...run } of free) {
    // A process that shuts down cleanly releases its runs. One that could not renew its leases in time, because the
    // database was away, has not crashed.
    const isCrash = leaseOwner !== null && leaseOwner !== owner && !wasAwayLately()
    const crashes = isCrash ? run.crashes + 1 : run.crashes
    const { count } = await db().embeddedRun.updateMany({
      where: { id, ...isFree },
      data: { leaseOwner: owner, leaseUntil: leaseEnd(), crashes },
    })
    if (count === 1) claimed.push({ id, crashes })
  }
  return claimed
}

/** Renews the leases of these runs; returns the runs that have ended or gone to another process. */
export async function renewLeases(owner: string, runIds: string[]): Promise<string[]> {
  const isOurs = { id: { in: runIds }, leaseOwner: owner, status: 'running' }
  await repeatable(() => db().embeddedRun.updateMany({ where: isOurs, data: { leaseUntil: leaseEnd() } }))
  const ours = await db().embeddedRun.findMany({ where: isOurs, select: { id: true } })
  const held = new Set(ours.map(({ id }) => id))
  return runIds.filter((id) => !held.has(id))
}

/** Releases this process's unfinished runs to other processes immediately. */
export async function releaseLeases(owner: string): Promise<void> {
  await repeatable(() =>
    db().embeddedRun.updateMany({
      where: { leaseOwner: owner, status: 'running' },
      data: { leaseOwner: null, leaseUntil: null },
    }),
  )
}
