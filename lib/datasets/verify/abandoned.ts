/** Downloads that are said to run, though no process has driven them for a minute. */
import 'server-only'
import type { Finding } from '@/lib/datasets/verify/finding'
import { db } from '@/lib/db'
import { isEmbedded } from '@/lib/env'
import { formatDuration } from '@/lib/format'

/** Longer than any restart takes. In milliseconds. */
const ABANDONED_AFTER_MS = 60_000

/** Always none when an Inngest server executes the downloads: only that one knows. */
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
 * When a run of this download last gave a sign of life; 0 if none ever did. A failed download has a second run, which
 * says so, and has the id of the dataset in its event as well.
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
    code: 'I6',
    datasetId: id,
    message:
      `Dataset ${id}: its download is said to run, but no process has driven it for ${formatDuration(quietMs)}. ` +
      'Start Holocron, and it goes on; or cancel it.',
    repair: null,
  }
}
