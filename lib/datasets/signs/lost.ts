import 'server-only'
import type { AttemptKey } from '@/lib/datasets/changes'
import { findLost, SILENT_MS } from '@/lib/datasets/signs/silence'
import { RUNNING } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'

/**
 * Downloads whose runs an Inngest server has lost or never began, each with the reason for people. While no process of
 * Holocron ran, the server had no one to call: a process that has just started gives it the time of a silence.
 */
export async function listLost(now = Date.now(), uptimeMs = process.uptime() * 1_000): Promise<Lost[]> {
  const rows = await db().dataset.findMany({
    where: { status: { in: RUNNING } },
    select: { id: true, attempt: true, status: true, ...SIGNS },
  })
  return rows.flatMap(({ id, attempt, status, ...signs }) => {
    const isQueued = status === 'queued'
    if (!isQueued && uptimeMs < SILENT_MS) return []
    const reason = findLost({ ...signs, status: isQueued ? 'queued' : 'downloading' }, now)
    return reason === null ? [] : { datasetId: id, attempt, reason }
  })
}

export interface Lost extends AttemptKey {
  reason: string
}

const SIGNS = { createdAt: true, requestedAt: true, startedAt: true, aliveUntil: true } as const
