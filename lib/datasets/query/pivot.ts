import 'server-only'
import { readIntact } from '@/lib/datasets/intact'
import type { Pivot, PivotSide } from '@/lib/datasets/model/answers'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Selection } from '@/lib/datasets/model/view'
import { selectionSql, type Sql } from '@/lib/datasets/query/selection-sql'
import { quoteName, type ReadRows, withReader } from '@/lib/duckdb/lanes'

/** The most values that a pivot shows of the first column, downwards, and of the second, across. */
export const PIVOT_DOWN = 50
export const PIVOT_ACROSS = 20

/**
 * Counts how often the most frequent values of two columns occur together, over all rows that a view selects.
 * Whatever the data, the result has at most 50 × 20 cells, and no table of all combinations is built: each
 * column is counted separately, then only the values shown are combined. `signal` stops the counting.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function pivotValues(
  dataset: Dataset,
  { columns, ...selection }: Selection & { columns: readonly [DatasetColumn, DatasetColumn] },
  signal?: AbortSignal,
): Promise<Pivot> {
  const where = selectionSql(selection)
  const readAll = async (read: ReadRows, table: string): Promise<Pivot> => {
    const rows = { text: `${table} WHERE ${where.text}`, values: where.values }
    const [down, totalRows] = await readSide(read, rows, columns[0], PIVOT_DOWN)
    const [across] = await readSide(read, rows, columns[1], PIVOT_ACROSS)
    return { down, across, cells: await readCells(read, rows, down, across), totalRows }
  }
  return readIntact(dataset, (table) => withReader('heavy', (read) => readAll(read, table), signal))
}

/** Reads one side and the number of rows. */
async function readSide(
  read: ReadRows,
  rows: Sql,
  column: DatasetColumn,
  most: number,
): Promise<[side: PivotSide, totalRows: number]> {
  // Every row carries the totals; without values there is one row with only the totals.
  const found = await read(
    `WITH counted AS MATERIALIZED (SELECT ${quoteName(column)} AS value, count(*) AS total FROM ${rows.text} GROUP BY ALL),
       shown AS (SELECT * FROM counted ORDER BY total DESC, value LIMIT ${most})
     SELECT shown.*, totals.* FROM
       (SELECT count(*) AS "distinct", coalesce(sum(total), 0) AS all_rows FROM counted) AS totals
       LEFT JOIN shown ON TRUE
     ORDER BY total DESC, value`,
    rows.values,
  )
  const shown = found
    .filter((row) => row.total !== null)
    .map((row) => ({ value: String(row.value), total: Number(row.total) }))
  return [{ column, shown, distinct: Number(found[0]?.distinct) }, Number(found[0]?.all_rows)]
}

async function readCells(read: ReadRows, rows: Sql, down: PivotSide, across: PivotSide): Promise<number[][]> {
  const cells = down.shown.map(() => across.shown.map(() => 0))
  if (cells.length === 0) return cells
  const [first, second] = [isShownSql(down), isShownSql(across)]
  const found = await read(
    `SELECT ${quoteName(down.column)} AS down, ${quoteName(across.column)} AS across, count(*) AS total
     FROM ${rows.text} AND ${first.text} AND ${second.text} GROUP BY ALL`,
    [...rows.values, ...first.values, ...second.values],
  )
  const [rowOf, columnOf] = [down, across].map(
    ({ shown }) => new Map(shown.map(({ value }, index) => [value, index])),
  )
  for (const { down, across, total } of found) {
    const row = cells[rowOf?.get(String(down)) ?? -1]
    if (row) row[columnOf?.get(String(across)) ?? -1] = Number(total)
  }
  return cells
}

/** The condition that a row has one of the values shown. */
function isShownSql({ column, shown }: PivotSide): Sql {
  const values = shown.map(({ value }) => value)
  return { text: `${quoteName(column)} IN (${values.map(() => '?').join(', ')})`, values }
}
