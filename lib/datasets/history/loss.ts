/** Finds out whether a dataset has far fewer rows than the one before it. */
import 'server-only'
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { RowLoss } from '@/lib/datasets/model/history'
import { VISIBLE } from '@/lib/datasets/visible'
import { db } from '@/lib/db/client'
import { formatCount, formatShare, formatShortDateTime } from '@/lib/format'

/** A loss of more than this share of rows is marked where no schedule says otherwise, in percent. */
const LOSS_PERCENT = 10

/**
 * The loss of rows since the newest earlier dataset, if it is more than the share: null otherwise. Only datasets of the
 * source that served this one are compared, because two sources may differ for good.
 */
export async function findLoss(dataset: Dataset, lossPercent: number): Promise<RowLoss | null> {
  const earlier = await findEarlier(dataset)
  return earlier && describeLoss(dataset, earlier, lossPercent)
}

/** The same by the share of the schedule that downloaded it last, or 10 %. */
export async function findMarkedLoss(dataset: Dataset): Promise<RowLoss | null> {
  const earlier = await findEarlier(dataset)
  if (!earlier || earlier.rowCount <= dataset.rowCount) return null
  const schedule = await db().schedule.findFirst({
    where: { lastDatasetId: dataset.id },
    orderBy: { lossPercent: 'asc' },
    select: { lossPercent: true },
  })
  return describeLoss(dataset, earlier, schedule?.lossPercent ?? LOSS_PERCENT)
}

type Earlier = Pick<Dataset, 'id' | 'rowCount' | 'createdAt'>

async function findEarlier({ id, resource, source, status, createdAt }: Dataset): Promise<Earlier | null> {
  if (status !== 'ready' || source === null) return null
  return db().dataset.findFirst({
    where: { status: 'ready', ...VISIBLE, resource, source, createdAt: { lt: createdAt }, id: { not: id } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true, rowCount: true, createdAt: true },
  })
}

function describeLoss({ rowCount: after }: Dataset, earlier: Earlier, lossPercent: number): RowLoss | null {
  const before = earlier.rowCount
  if (before - after <= (before * lossPercent) / 100) return null
  const lost = formatShare((before - after) / before)
  const sentence =
    `${formatCount(after)} ${RESOURCE.subject}s, where the dataset of ${formatShortDateTime(earlier.createdAt)} ` +
    `from the same source has ${formatCount(before)}: ${lost} fewer.`
  return { datasetId: earlier.id, before, after, sentence }
}
