import 'server-only'
import type { Sql } from '@/lib/datasets/selection'
import type { ColumnProfile, DatasetColumn } from '@/lib/datasets/types'
import { quoteName, readRowObjects } from '@/lib/duckdb'

export type Frequencies = Pick<ColumnProfile, 'distinct' | 'top'>

const TOP_VALUES = 10

/** So many values are counted in memory at once: with names of usual length some 200 MB. */
const VALUES_AT_ONCE = 2_000_000

/** Roughly how many different values a column has: never to be shown, but good enough to choose how to count. */
export async function estimateDistinct(
  column: DatasetColumn,
  rows: Sql,
  signal?: AbortSignal,
): Promise<number> {
  const [answer] = await readRowObjects(
    'heavy',
    `SELECT approx_count_distinct(${quoteName(column)}) AS roughly FROM ${rows.text}`,
    rows.values,
    signal,
  )
  return Number(answer?.roughly)
}

/**
 * The values of a column, for the FROM of a query, and in `total` how many rows each stands for. Each comes once where
 * few repeat often, so that text is made a number once and not for every row; and once a row where that would not fit.
 */
export function weighValues(column: DatasetColumn, rows: Sql, roughlyDistinct: number): Sql {
  const name = quoteName(column)
  const text =
    roughlyDistinct > VALUES_AT_ONCE
      ? `(SELECT ${name}, 1 AS total FROM ${rows.text})`
      : `(SELECT ${name}, count(*) AS total FROM ${rows.text} GROUP BY ALL)`
  return { text, values: rows.values }
}

/**
 * How many different values a column has, and the most frequent ones. Exact however many there are: values are dealt
 * out by their hash, so that each share fits in memory and no value is in two of them.
 * @param roughlyDistinct an estimate of how many different values there are
 */
export async function readFrequencies(
  column: DatasetColumn,
  rows: Sql,
  roughlyDistinct: number,
  signal?: AbortSignal,
): Promise<Frequencies> {
  const shares = Math.max(1, Math.ceil(roughlyDistinct / VALUES_AT_ONCE))
  let whole: Frequencies = { distinct: 0, top: [] }
  for (let share = 0; share < shares; share += 1) {
    const condition = shares === 1 ? 'TRUE' : `hash(${quoteName(column)}) % ${shares} = ${share}`
    const part = await readShare(column, { ...rows, text: `${rows.text} AND ${condition}` }, signal)
    whole = {
      distinct: whole.distinct + part.distinct,
      top: [...whole.top, ...part.top].sort(byCountThenValue).slice(0, TOP_VALUES),
    }
  }
  return whole
}

async function readShare(column: DatasetColumn, rows: Sql, signal?: AbortSignal): Promise<Frequencies> {
  const groups = await readRowObjects(
    'heavy',
    `WITH counted AS MATERIALIZED (
       SELECT ${quoteName(column)} AS value, count(*) AS total FROM ${rows.text} GROUP BY ALL
     )
     SELECT value, total, (SELECT count(*) FROM counted) AS groups
     FROM counted ORDER BY total DESC, value LIMIT ${TOP_VALUES}`,
    rows.values,
    signal,
  )
  return {
    distinct: Number(groups[0]?.groups ?? 0),
    top: groups.map(({ value, total }) => ({ value: String(value), count: Number(total) })),
  }
}

/** Values by their UTF-8 bytes, as DuckDB orders them. */
function byCountThenValue(a: Frequencies['top'][number], b: Frequencies['top'][number]): number {
  return b.count - a.count || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value))
}
