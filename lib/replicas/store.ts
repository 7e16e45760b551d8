/** The rows of server processes. */
import 'server-only'
import { db } from '@/lib/db/client'

/** How long a process that gives no sign of life counts as running, in milliseconds: it gives one every 15 s. */
export const ALIVE_MS = 60_000

/** How long the row of a process that was killed is kept, in milliseconds. */
const KEPT_MS = 60 * 60_000

export interface Replica {
  id: string
  host: string
  bootId: string
  build: string
  /** The mark of its storage; null while that cannot be read. */
  storageMark: string | null
  startedAt: Date
}

/** Writes or renews a row, and removes rows of processes that have been gone for an hour. */
export async function saveReplica({ id, ...facts }: Replica, now = new Date()): Promise<void> {
  const data = { ...facts, seenAt: now }
  const { count } = await db().replica.updateMany({ where: { id }, data })
  if (count === 0) await db().replica.create({ data: { id, ...data } })
  await db().replica.deleteMany({ where: { seenAt: { lt: new Date(now.getTime() - KEPT_MS) } } })
}

export async function removeReplica(id: string): Promise<void> {
  await db().replica.deleteMany({ where: { id } })
}

/** Processes that run on this database, except the one with this id; oldest first. */
export async function listOthers(id: string | null, now = new Date()): Promise<Replica[]> {
  return db().replica.findMany({
    where: { seenAt: { gte: new Date(now.getTime() - ALIVE_MS) }, ...(id !== null && { id: { not: id } }) },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
    omit: { seenAt: true },
  })
}
