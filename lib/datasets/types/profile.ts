/** What a profile says of a dataset's columns. Safe to import from client components. */
import type { DatasetColumn } from '@/lib/datasets/types'

/** How many rows have a value that says that there is none, by what it says. */
export interface MissingCounts {
  empty: number
  unknown: number
  /** `n/a` */
  na: number
  none: number
}

/** Of values from `from` up to, but without, `to`; the last bin has its `to` as well. */
export interface HistogramBin {
  from: number
  to: number
  count: number
}

/** In `birth_year` numbers are years after the battle of Yavin: 19BBY is -19, 4ABY is 4. */
export interface NumericProfile {
  /** Rows whose value is a number; the others are left out here. */
  count: number
  min: number
  max: number
  mean: number
  /** Twenty of equal width; a single one when all numbers are the same. */
  histogram: HistogramBin[]
}

/** What the values of one column are like, exact over all rows that were asked for. */
export interface ColumnProfile {
  column: DatasetColumn
  /** Different values, those that say that there is none included. */
  distinct: number
  missing: MissingCounts
  /** The most frequent values, ordered by count, then value. */
  top: { value: string; count: number }[]
  /** Null unless at least half of the values that are there are numbers. */
  numeric: NumericProfile | null
}

export interface DatasetProfile {
  totalRows: number
  columns: ColumnProfile[]
}
