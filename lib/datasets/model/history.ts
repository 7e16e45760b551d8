/** How data changed over all downloads. Safe to import from client components. */
import type { DatasetColumn, DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'

/** A ready dataset as a point in time. */
export type Snapshot = Pick<Dataset, 'id' | 'createdAt' | 'source' | 'rowCount'>

/** What changed at the start of a period, in one column. */
export interface CellChange {
  column: DatasetColumn
  old: string
  new: string
}

/** Consecutive snapshots in which a row was the same, apart from volatile columns. */
export interface Period {
  first: Snapshot
  last: Snapshot
  /** How many snapshots. */
  snapshots: number
  /** The row as in the last of them; null while the snapshots did not have it. */
  row: DatasetRow | null
  /** What changed since the period before; empty for the first one, and when the row came or went. */
  changes: CellChange[]
}

/** What a history does not cover. */
export interface NotCovered {
  /** Snapshots that are older than those looked at. */
  older: number
  /** Snapshots whose files are damaged, or in a storage that this server does not see. */
  unreadable: number
}

export interface RowHistory extends NotCovered {
  /** In chronological order; empty when no snapshot has the row. */
  periods: Period[]
}

/** How many rows a selection had in a snapshot. */
export interface SnapshotCount {
  snapshot: Snapshot
  count: number
}

export interface CountHistory extends NotCovered {
  /** In chronological order. */
  counts: SnapshotCount[]
}

/** A dataset has far fewer rows than the newest one before it from the same source. */
export interface RowLoss {
  /** The dataset before. */
  datasetId: string
  before: number
  after: number
  /** The same for people, with both numbers. */
  sentence: string
}
