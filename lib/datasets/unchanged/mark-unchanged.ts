import 'server-only'
import { type AttemptKey, isAttempt } from '@/lib/datasets/changes'
import { announceEnd } from '@/lib/datasets/download/ends'
import type { ReadyFacts } from '@/lib/datasets/download/step-results'
import { findNewest } from '@/lib/datasets/unchanged/find-equal'
import { VISIBLE } from '@/lib/datasets/visible'
import { transact } from '@/lib/db/client'

/**
 * Ends a running download as `unchanged`, in favor of the ready dataset it equals, which cannot be deleted until this is
 * done. False, and nothing has happened, when that one is no longer the newest ready one of its source, or when the
 * download has ended or is to be kept.
 */
export async function markUnchanged(
  step: AttemptKey,
  { rowCount, planetCount, warnings, contentHash }: ReadyFacts,
  sameAs: string,
): Promise<boolean> {
  const ending = transact(async (transaction) => {
    // A write that changes nothing, so that the row stays locked until the transaction ends.
    const equal = await transaction.dataset.updateMany({
      where: { id: sameAs, status: 'ready', ...VISIBLE },
      data: { problem: null },
    })
    const newest = await findNewest(step.datasetId, transaction)
    if (equal.count === 0 || newest?.dataset.id !== sameAs) return false
    const { count } = await transaction.dataset.updateMany({
      where: { ...isAttempt(step), status: 'downloading', keepUnchanged: false },
      data: {
        ...{ rowCount, planetCount, contentHash, sameAs },
        warnings: JSON.stringify(warnings),
        status: 'unchanged',
        phase: 'assembling',
        activeKey: null,
        problem: null,
        finishedAt: new Date(),
      },
    })
    return count > 0
  })
  return announceEnd(ending)
}
