/** Views without an end: what the JSON answers give a slice of, as one query each, in the same order. */
import 'server-only'
import type { DuckDBValue } from '@duckdb/node-api'
import { companionTable } from '@/lib/datasets/companion'
import { orderSql, selectionSql } from '@/lib/datasets/selection'
import { DATASET_COLUMNS, type Dataset, type DatasetColumn } from '@/lib/datasets/types'
import type { Selection, Sort } from '@/lib/datasets/view'
import { quoteName } from '@/lib/duckdb'

export interface ExportTable {
  /** Of the answer, in order. */
  columns: readonly string[]
  sql: string
  values: DuckDBValue[]
  /** From a row of the query to one of the answer, values in the order of `columns`. */
  toRow: (row: DuckDBValue[]) => (string | number)[]
}

/**
 * Every row that a view selects, in the view's order.
 * @throws AppError `not_ready`
 */
export function rowsTable(
  dataset: Dataset,
  view: Selection & { columns: DatasetColumn[]; sort: Sort[] },
): ExportTable {
  const columns = view.columns.length > 0 ? view.columns : DATASET_COLUMNS
  const where = selectionSql(view)
  // Without a sort DuckDB keeps the file's order.
  const order = view.sort.length > 0 ? `ORDER BY ${orderSql(view.sort)}` : ''
  return {
    columns,
    sql: `SELECT ${columns.map(quoteName).join(', ')} FROM ${companionTable(dataset)} WHERE ${where.text} ${order}`,
    values: where.values,
    toRow: (row) => row.map(String),
  }
}

/**
 * Every combination of values with its count and its share, ordered by count, then values.
 * @throws AppError `not_ready`
 */
export function countsTable(dataset: Dataset, view: Selection & { columns: DatasetColumn[] }): ExportTable {
  const { columns } = view
  const names = columns.map((_, index) => `value${index}`)
  const selected = columns.map((column, index) => `${quoteName(column)} AS ${names[index]}`)
  const where = selectionSql(view)
  return {
    columns: [...columns, 'count', 'share'],
    sql: `WITH counted AS MATERIALIZED (
            SELECT ${selected.join(', ')}, count(*) AS total
            FROM ${companionTable(dataset)} WHERE ${where.text} GROUP BY ALL
          )
          SELECT ${names.join(', ')}, total, (SELECT sum(total) FROM counted) AS all_rows
          FROM counted ORDER BY total DESC, ${names.join(', ')}`,
    values: where.values,
    toRow: (row) => {
      const count = Number(row[columns.length])
      return [...row.slice(0, columns.length).map(String), count, count / Number(row[columns.length + 1])]
    },
  }
}
