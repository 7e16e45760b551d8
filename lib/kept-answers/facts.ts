/** What the pages of a ready dataset show besides its rows. */
import 'server-only'
import { findMarkedLoss } from '@/lib/datasets/history/loss'
import type { Checks, Dataset } from '@/lib/datasets/model/dataset'
import type { RowLoss } from '@/lib/datasets/model/history'
import { readChecks } from '@/lib/datasets/unchanged/checks'
import { KeptReads } from '@/lib/db/kept-reads'

export interface DatasetFacts {
  dataset: Dataset
  checks: Checks | null
  loss: RowLoss | null
}

const kept = new KeptReads<DatasetFacts>(1_000, ({ dataset }) => dataset.status === 'ready')

/** All facts about a dataset. Callers share them and must not modify them. */
export function readFacts(dataset: Dataset): Promise<DatasetFacts> {
  return kept.get(dataset.id, async () => {
    const [checks, loss] = await Promise.all([readChecks(dataset.id), findMarkedLoss(dataset)])
    return { dataset, checks, loss }
  })
}
