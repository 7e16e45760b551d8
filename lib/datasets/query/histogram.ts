import 'server-only'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { NumericProfile } from '@/lib/datasets/model/profile'
import { listEdges } from '@/lib/datasets/model/limits/bins'
import type { NumberRange } from '@/lib/datasets/query/frequencies'
import { NUMBER_VALUE, type Sql } from '@/lib/datasets/query/selection-sql'
import { quoteText, type ReadRows } from '@/lib/duckdb/lanes'

/** The numbers of a column. `from` is for the FROM of a query: each `number` with its row count, `total`. */
export interface Numbers {
  column: DatasetColumn
  from: Sql
  range: NumberRange
}

/** Reads the means and histograms of columns in one pass over their numbers. */
export async function readNumericProfiles(
  read: ReadRows,
  all: Numbers[],
): Promise<Map<DatasetColumn, NumericProfile>> {
  if (all.length === 0) return new Map()
  const each = all.map((numbers) => ({ ...numbers, edges: listEdges(numbers.range) }))
  // The bin of a number is how many inner edges are not above it: no arithmetic, so no rounding.
  const bins = each.map(({ column, edges }) => {
    const above = ['0', ...edges.slice(1, -1).map(() => `(number >= ${NUMBER_VALUE})::INTEGER`)]
    return `WHEN ${quoteText(column)} THEN ${above.join(' + ')}`
  })
  const numbers = each.map(
    ({ column, from, range }) =>
      `SELECT ${quoteText(column)} AS "column", number, total, ${range.count} AS numbers FROM ${from.text}`,
  )
  const answer = await read(
    `SELECT "column", CASE "column" ${bins.join(' ')} END AS bin, sum(total) AS rows,
       fsum(number * total) AS sum, fsum(number / numbers * total) AS part
     FROM (${numbers.join(' UNION ALL ')}) WHERE number IS NOT NULL GROUP BY "column", bin`,
    [
      ...each.flatMap(({ edges }) => edges.slice(1, -1).map(String)),
      ...each.flatMap(({ from }) => from.values),
    ],
  )
  return new Map(
    each.map(({ column, range, edges }) => {
      const found = answer.filter((row) => row.column === column)
      const counts = new Map(found.map(({ bin, rows }) => [Number(bin), Number(rows)]))
      const add = (name: 'sum' | 'part'): number => found.reduce((sum, row) => sum + Number(row[name]), 0)
      const histogram = edges.slice(1).map((to, index) => ({
        from: edges[index] ?? to,
        to,
        count: counts.get(index) ?? 0,
      }))
      return [column, { ...range, mean: toMean(range, add('sum'), add('part')), histogram }]
    }),
  )
}

/** Sums of huge numbers overflow; a sum of their parts does not, but is less precise. Clamped to the range. */
export function toMean({ count, min, max }: NumberRange, sum: number, sumOfParts: number): number {
  const mean = Number.isFinite(sum) ? sum / count : sumOfParts
  return Math.min(max, Math.max(min, mean))
}
