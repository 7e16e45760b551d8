/** The results of queries. Safe to import from client components. */
import type { DatasetColumn, DatasetRow } from '@/lib/datasets/model/columns'

export interface RowsPage {
  rows: DatasetRow[]
  /** Position of each row in the dataset, from 1, regardless of the view's order. It never changes. */
  numbers: number[]
  /** How many rows the view selects. */
  total: number
  hasMore: boolean
}

export interface ValueCount {
  /** One value per counted column, in the order of `columns`. */
  values: string[]
  count: number
  /** Fraction of the selected rows, 0…1. */
  share: number
}

/** Counts of value combinations over all rows that a view selects, in the view's order. */
export interface CountsPage {
  columns: DatasetColumn[]
  counts: ValueCount[]
  totalGroups: number
  totalRows: number
  hasMore: boolean
}

/** A value of a column and how many of the selected rows have it. */
export interface ValueTotal {
  value: string
  total: number
}

/** One side of a pivot. */
export interface PivotSide {
  column: DatasetColumn
  /** The most frequent values; ties are ordered by value. */
  shown: ValueTotal[]
  /** Number of distinct values, including those not shown. */
  distinct: number
}

/** How often the values of two columns occur together, over all rows that a view selects. */
export interface Pivot {
  down: PivotSide
  across: PivotSide
  /** One row for each value shown of `down`, with one number for each value shown of `across`. */
  cells: number[][]
  totalRows: number
}
