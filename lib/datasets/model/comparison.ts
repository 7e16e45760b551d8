/** The differences between two datasets. Safe to import from client components. */
import { type DatasetColumn, type DatasetRow, RESOURCE } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'

/** What happened to a row between the base and the dataset; rows are matched by SWAPI's number. */
export const CHANGES = ['added', 'removed', 'changed'] as const

export type Change = (typeof CHANGES)[number]

/** Columns that are left out unless one asks for them: some sources fill them anew at each start. */
export const IGNORED_BY_DEFAULT: readonly DatasetColumn[] = RESOURCE.volatile

/** Two datasets: the one before, and the one after. */
export interface DatasetPair {
  base: Dataset
  dataset: Dataset
}

/** A value that another one replaced, and in how many rows. */
export interface ValueChange {
  old: string
  new: string
  count: number
}

/** What changed in one column, among the rows that both datasets have. */
export interface ColumnChanges {
  column: DatasetColumn
  /** Rows whose value differs. */
  cells: number
  /** The most frequent replacements; ties are ordered by their values. */
  pairs: ValueChange[]
}

/** The differences as numbers. `same` rows are in both and equal in every column that is compared. */
export interface ComparisonSummary {
  added: number
  removed: number
  changed: number
  same: number
  /** Cells that differ, in the changed rows. */
  cells: number
  /** Every compared column, in the dataset's order. */
  columns: ColumnChanges[]
}

/** A row that differs. */
export interface RowChange {
  change: Change
  /** SWAPI's number of the row. */
  id: number
  /** Null for a row that was added. */
  before: DatasetRow | null
  /** Null for a row that was removed. */
  after: DatasetRow | null
}

/** A slice of the rows that differ and that a view selects. */
export interface ChangesPage {
  changes: RowChange[]
  total: number
  hasMore: boolean
}

/** How often a combination of values occurs in both datasets. */
export interface CountChange {
  /** One value per counted column. */
  values: string[]
  before: number
  after: number
}

/** The counts of both datasets side by side. */
export interface CountChangesPage {
  columns: DatasetColumn[]
  counts: CountChange[]
  totalGroups: number
  /** Groups whose count differs. */
  changedGroups: number
  rowsBefore: number
  rowsAfter: number
  hasMore: boolean
}
