/** Downloads marked as running that no process has worked on for a minute. */
import 'server-only'
import type { Finding } from '@/lib/datasets/verify/finding'
import { db } from '@/lib/db/client'
import { isEmbedded } from '@/lib/env'
import { formatDuration } from '@/lib/format'

/** Longer than any restart takes. In milliseconds. */
const ABANDONED_AFTER_MS = 60_000

/** Always empty when an Inngest server executes the downloads: only that server knows their state. */
export async function findAbandoned(now = Date.now()): Promise<Finding[]> {
  if (!isEmbedded()) return []
  const datasets = await db().dataset.findMany({
    where: { status: { in: ['queued', 'downloading'] } },
    select: { id: true, createdAt: true, startedAt: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  const findings: Finding[] = []
  for (const { id, createdAt, startedAt } of datasets) {
    const lastSign = Math.max(createdAt.getTime(), startedAt?.getTime() ?? 0, await readLastSign(id))
    if (now - lastSign > ABANDONED_AFTER_MS) findings.push(describe(id, now - lastSign))
  }
  return findings
}

/**
 * When a run of this download last gave a sign of life; 0 if none ever did. A failed download has a second
 * run for its failure handler, whose event contains the dataset's id as well.
 */
async function readLastSign(id: string): Promise<number> {
  const runs = await db().embeddedRun.findMany({
    where: { event: { contains: id } },
    select: { createdAt: true, finishedAt: true, leaseUntil: true },
  })
  const signs = runs.flatMap(({ createdAt, finishedAt, leaseUntil }) => [createdAt, finishedAt, leaseUntil])
  return Math.max(0, ...signs.map((sign) => sign?.getTime() ?? 0))
}

function describe(id: string, quietMs: number): Finding {
  return {
    code: 'abandoned-download',
    datasetId: id,
    message:
      `Dataset ${id}: its download is marked as running, but no process has worked on it for ${formatDuration(quietMs)}. ` +
      'Start Holocron to resume it, or cancel it.',
    repair: null,
  }
}
