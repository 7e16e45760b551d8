import 'server-only'
import { NUMBER_VALUE, numberSql, type Sql } from '@/lib/datasets/selection'
import type { DatasetColumn, NumericProfile } from '@/lib/datasets/types'
import { readRowObjects } from '@/lib/duckdb'

/** The numbers of a column: how many rows have one, and from where to where. */
export type NumberRange = Pick<NumericProfile, 'count' | 'min' | 'max'>

const BINS = 20

/**
 * Reads the mean and the histogram of the numbers in a column, in one pass over its values, which come with how many
 * rows each stands for in `total`.
 */
export async function readNumericProfile(
  column: DatasetColumn,
  values: Sql,
  range: NumberRange,
  signal?: AbortSignal,
): Promise<NumericProfile> {
  const edges = listEdges(range)
  // A number belongs to the bin after as many inner edges as are not above it: no arithmetic, so no rounding.
  const bin = ['0', ...edges.slice(1, -1).map(() => `(number >= ${NUMBER_VALUE})::INTEGER`)].join(' + ')
  const bins = await readRowObjects(
    'heavy',
    `SELECT ${bin} AS bin, sum(total) AS rows, fsum(number * total) AS sum,
       fsum(number / ${range.count} * total) AS part
     FROM (SELECT ${numberSql(column)} AS number, total FROM ${values.text})
     WHERE number IS NOT NULL GROUP BY bin`,
    [...edges.slice(1, -1).map(String), ...values.values],
    signal,
  )
  const counts = new Map(bins.map(({ bin, rows }) => [Number(bin), Number(rows)]))
  const add = (name: 'sum' | 'part'): number => bins.reduce((sum, bin) => sum + Number(bin[name]), 0)
  return {
    ...range,
    mean: toMean(range, add('sum'), add('part')),
    histogram: edges.slice(1).map((to, index) => ({
      from: edges[index] ?? to,
      to,
      count: counts.get(index) ?? 0,
    })),
  }
}

/** Sums of huge numbers overflow; the sum of their parts does not, but is less precise. Rounding never leaves the range. */
function toMean({ count, min, max }: NumberRange, sum: number, sumOfParts: number): number {
  const mean = Number.isFinite(sum) ? sum / count : sumOfParts
  return Math.min(max, Math.max(min, mean))
}

/** Where bins begin and end, rising from the smallest number to the largest; one bin when they are the same. */
export function listEdges({ min, max }: Pick<NumberRange, 'min' | 'max'>): number[] {
  if (min === max) return [min, max]
  const span = (max - min) * BINS
  const inner = Array.from({ length: BINS - 1 }, (_, index) => {
    const part = (index + 1) / BINS
    // The first is the more precise one, the second holds where the span is more than a number can be.
    const edge = Number.isFinite(span)
      ? min + ((max - min) * (index + 1)) / BINS
      : min * (1 - part) + max * part
    return Math.min(max, Math.max(min, edge))
  })
  return [min, ...inner, max]
}
