/** Deleted datasets, which can be restored for a while. Safe to import from client components. */
import type { Dataset } from '@/lib/datasets/model/dataset'

/** How long a deleted dataset can be restored, in milliseconds. */
export const RESTORABLE_MS = 24 * 60 * 60_000

/** Who deleted a dataset: a person, on a page or through the API, or retention rules. */
export const DELETERS = ['person', 'rules'] as const

export type Deleter = (typeof DELETERS)[number]

/** A dataset that was deleted. */
export interface DeletedDataset {
  dataset: Dataset
  deletedAt: Date
  deletedBy: Deleter
  /** It can be restored until then. */
  restorableUntil: Date
}

export function restorableUntil(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + RESTORABLE_MS)
}

/** What was deleted after this time can still be restored. */
export function restorableSince(now: Date): Date {
  return new Date(now.getTime() - RESTORABLE_MS)
}
