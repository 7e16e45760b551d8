/** Which process drives which run: a lease in the run's row, renewed while it lives, free for others when it runs out. */
import 'server-only'
import { db, transact, type Transaction } from '@/lib/db'

/** How long a run stays with a process that gives no sign of life, in milliseconds. */
export const LEASE_MS = 6_000

/**
 * Processes that may end while they hold a run and it gets no step further. Two may have been killed by somebody else;
 * what ended three of them would end every other, at each start anew.
 */
export const MAX_DEATHS = 3

/** A run in the hands of a process. */
export interface Hold {
  runId: string
  owner: string
}

export function leaseEnd(): Date {
  return new Date(Date.now() + LEASE_MS)
}

/**
 * Writes to a run, if it is still running and in these hands; null otherwise. Touching the run's row first makes the
 * writes of one run come one after the other, so that what `write` reads cannot change before it writes. `isProgress` says
 * that the run gets a step further.
 */
export async function writeWhileHeld<T>(
  { runId, owner }: Hold,
  write: (transaction: Transaction) => Promise<T>,
  { isProgress = false } = {},
): Promise<T | null> {
  return transact(async (transaction) => {
    const { count } = await transaction.embeddedRun.updateMany({
      where: { id: runId, leaseOwner: owner, status: 'running' },
      data: { leaseUntil: leaseEnd(), ...(isProgress && { deaths: 0 }) },
    })
    return count === 1 ? write(transaction) : null
  })
}

/** True while `owner` may act for the run: it is running, and nobody else has taken it over. */
export async function isHeld({ runId, owner }: Hold): Promise<boolean> {
  return (await db().embeddedRun.count({ where: { id: runId, leaseOwner: owner, status: 'running' } })) > 0
}

/** A run that was taken over, and how many processes it has outlived since it last got a step further. */
export interface ClaimedRun {
  id: string
  deaths: number
}

/** Takes over runs of these functions whose process is gone. Each goes to one process only. */
export async function claimRuns(owner: string, functionIds: string[]): Promise<ClaimedRun[]> {
  const now = new Date()
  const isFree = {
    status: 'running',
    functionId: { in: functionIds },
    OR: [
      { leaseUntil: null },
      { leaseUntil: { lt: now } },
      // No lease is that long: the clock was put back since.
      { leaseUntil: { gt: new Date(now.getTime() + 10 * LEASE_MS) } },
    ],
  }
  const free = await db().embeddedRun.findMany({
    where: isFree,
    select: { id: true, deaths: true, leaseOwner: true },
    orderBy: { createdAt: 'asc' },
  })
  const claimed: ClaimedRun[] = []
  for (const { id, leaseOwner, ...run } of free) {
    // A process that ends in order lets go of its runs.
    const deaths = leaseOwner === null ? run.deaths : run.deaths + 1
    const { count } = await db().embeddedRun.updateMany({
      where: { id, ...isFree },
      data: { leaseOwner: owner, leaseUntil: leaseEnd(), deaths },
    })
    if (count === 1) claimed.push({ id, deaths })
  }
  return claimed
}

/** Renews the leases of these runs; returns those that have ended or gone to another process. */
export async function renewLeases(owner: string, runIds: string[]): Promise<string[]> {
  const isOurs = { id: { in: runIds }, leaseOwner: owner, status: 'running' }
  await db().embeddedRun.updateMany({ where: isOurs, data: { leaseUntil: leaseEnd() } })
  const ours = await db().embeddedRun.findMany({ where: isOurs, select: { id: true } })
  const held = new Set(ours.map(({ id }) => id))
  return runIds.filter((id) => !held.has(id))
}

/** Lets other processes have this one's unfinished runs at once. */
export async function releaseLeases(owner: string): Promise<void> {
  await db().embeddedRun.updateMany({
    where: { leaseOwner: owner, status: 'running' },
    data: { leaseOwner: null, leaseUntil: null },
  })
}
