/** The profile of a dataset's columns. Safe to import from client components. */
import type { DatasetColumn } from '@/lib/datasets/model/columns'

/** How many rows have each kind of placeholder for a missing value. */
export interface MissingCounts {
  empty: number
  unknown: number
  /** `n/a` */
  na: number
  none: number
}

/** Each kind as the value that stands for it. */
const PLACEHOLDERS: Record<keyof MissingCounts, string> = {
  empty: '',
  unknown: 'unknown',
  na: 'n/a',
  none: 'none',
}

/** The placeholders that occur, with the number of their rows. */
export function listMissing(missing: MissingCounts): { value: string; count: number }[] {
  return (Object.keys(PLACEHOLDERS) as (keyof MissingCounts)[])
    .map((kind) => ({ value: PLACEHOLDERS[kind], count: missing[kind] }))
    .filter(({ count }) => count > 0)
}

/** Covers values from `from` up to, but excluding, `to`; the last bin includes its `to`. */
export interface HistogramBin {
  from: number
  to: number
  count: number
}

/** In `birth_year`, numbers are years after the Battle of Yavin: 19BBY is -19, 4ABY is 4. */
export interface NumericProfile {
  /** Rows whose value is a number; all other rows are ignored here. */
  count: number
  min: number
  max: number
  mean: number
  /**
   * At most twelve bins of equal width between round limits, such as 160 and 180; the outer limits may lie beyond `min` and
   * `max`. A single bin when all numbers are the same.
   */
  histogram: HistogramBin[]
}

/** A summary of the values in one column, exact over all selected rows. */
export interface ColumnProfile {
  column: DatasetColumn
  /** Number of distinct values, including placeholders for missing ones. */
  distinct: number
  missing: MissingCounts
  /** The most frequent values, ordered by count, then value. */
  top: { value: string; count: number }[]
  /** Null unless at least half of the values that are not missing are numbers. */
  numeric: NumericProfile | null
}

export interface DatasetProfile {
  totalRows: number
  columns: ColumnProfile[]
}

/** More values than this are not worth showing when no two rows have the same. */
const FEW = 3

/** True when each of many rows has a value of its own, so that there is nothing to count. */
export function areDifferent({ distinct }: Pick<ColumnProfile, 'distinct'>, totalRows: number): boolean {
  return distinct === totalRows && totalRows > FEW
}
