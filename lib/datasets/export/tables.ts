/** Whole views: what the JSON responses return in slices, each as one query in the same order. */
import 'server-only'
import type { DuckDBValue } from '@duckdb/node-api'
import { lineSql } from '@/lib/datasets/export/line-sql'
import type { ExportStyle } from '@/lib/datasets/export/names'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import type { CountSort, Selection, Sort } from '@/lib/datasets/model/view'
import { countingSql } from '@/lib/datasets/query/counts'
import { orderSql, selectionSql } from '@/lib/datasets/query/selection-sql'
import { quoteName } from '@/lib/duckdb/lanes'

export interface ExportTable {
  /** Columns of the result, in order. */
  columns: readonly string[]
  sql: string
  /** The same rows as lines of text, where DuckDB can write them; binds the same `values`. */
  linesSql?: (style: ExportStyle) => string
  values: DuckDBValue[]
  /** Converts a row of the query to a row of the result, with values in the order of `columns`. */
  toRow: (row: DuckDBValue[]) => (string | number)[]
}

/** True when an export is the stored CSV, byte for byte: every row and column, in the dataset's order. */
export function isStoredCsv(
  { filters, q, sort, columns }: Selection & { columns: DatasetColumn[]; sort: Sort[] },
  { format, forSpreadsheet }: { format: string; forSpreadsheet: boolean },
): boolean {
  const isWhole = filters.length === 0 && q === '' && sort.length === 0
  const hasAll = columns.length === 0 || columns.join() === DATASET_COLUMNS.join()
  return format === 'csv' && !forSpreadsheet && isWhole && hasAll
}

/** Every row of a table that a view selects, in the view's order. */
export function rowsTable(
  table: string,
  view: Selection & { columns: DatasetColumn[]; sort: Sort[] },
): ExportTable {
  const columns = view.columns.length > 0 ? view.columns : DATASET_COLUMNS
  const where = selectionSql(view)
  // Without a sort DuckDB keeps the file's order.
  const order = view.sort.length > 0 ? `ORDER BY ${orderSql(view.sort)}` : ''
  const from = `FROM ${table} WHERE ${where.text} ${order}`
  return {
    columns,
    sql: `SELECT ${columns.map(quoteName).join(', ')} ${from}`,
    linesSql: (style) => `SELECT ${lineSql(columns, style)} AS line ${from}`,
    values: where.values,
    toRow: (row) => row.map(String),
  }
}

/** Every combination of values in a table, with its count and its share, in the view's order. */
export function countsTable(
  table: string,
  view: Selection & { columns: DatasetColumn[]; sort: CountSort[] },
): ExportTable {
  const { columns } = view
  const { names, counted, order } = countingSql(table, view)
  return {
    columns: [...columns, 'count', 'share'],
    sql: `WITH counted AS MATERIALIZED (${counted.text})
          SELECT ${names.join(', ')}, total, (SELECT sum(total) FROM counted) AS all_rows
          FROM counted ORDER BY ${order}`,
    values: counted.values,
    toRow: (row) => {
      const count = Number(row[columns.length])
      return [...row.slice(0, columns.length).map(String), count, count / Number(row[columns.length + 1])]
    },
  }
}
