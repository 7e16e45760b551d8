import 'server-only'
import { nameSeveral } from '@/lib/datasets/keeping/delete-many'
import { restoreDataset } from '@/lib/datasets/keeping/restore'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { AppError } from '@/lib/errors'
import { formatCount } from '@/lib/format'

/** What became of datasets that were to be restored. */
export interface Restored {
  restored: Dataset[]
  /** How many could not be: they had been restored, or removed. */
  others: number
}

/** Restores datasets one after the other. @throws whatever meets all of them, such as a failing database */
export async function restoreDatasets(ids: string[]): Promise<Restored> {
  const restored: Dataset[] = []
  let others = 0
  for (const id of new Set(ids)) {
    try {
      restored.push(await restoreDataset(id))
    } catch (error) {
      if (!(error instanceof AppError && ['not_found', 'conflict'].includes(error.code))) throw error
      others += 1
    }
  }
  return { restored, others }
}

/** Exactly what is back, in sentences. */
export function describeRestored({ restored, others }: Restored): string {
  const sentence = `Restored ${nameSeveral(restored)}.`
  if (others === 0) return sentence
  return `${sentence} ${formatCount(others)} could no longer be restored, or had been already.`
}
