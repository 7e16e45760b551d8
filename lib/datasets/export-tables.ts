/** Views without an end: what the JSON answers give a slice of, as one query each, in the same order. */
import 'server-only'
import type { DuckDBValue } from '@duckdb/node-api'
import { companionTable } from '@/lib/datasets/companion'
import { countingSql } from '@/lib/datasets/counts'
import { orderSql, selectionSql } from '@/lib/datasets/selection'
import { DATASET_COLUMNS, type Dataset, type DatasetColumn } from '@/lib/datasets/types'
import type { CountSort, Selection, Sort } from '@/lib/datasets/view'
import { quoteName } from '@/lib/duckdb'

export interface ExportTable {
  /** Of the answer, in order. */
  columns: readonly string[]
  sql: string
  /** The same rows, each as one line of CSV, where DuckDB can write it; `values` are the same. */
  linesSql?: string
  values: DuckDBValue[]
  /** From a row of the query to one of the answer, values in the order of `columns`. */
  toRow: (row: DuckDBValue[]) => (string | number)[]
}

/** True when an export of rows is the stored CSV, byte for byte: every row and every column, in the dataset's order. */
export function isStoredCsv(
  { filters, q, sort, columns }: Selection & { columns: DatasetColumn[]; sort: Sort[] },
  { format, forSpreadsheet }: { format: string; forSpreadsheet: boolean },
): boolean {
  const isWhole = filters.length === 0 && q === '' && sort.length === 0
  const hasAll = columns.length === 0 || columns.join() === DATASET_COLUMNS.join()
  return format === 'csv' && !forSpreadsheet && isWhole && hasAll
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
  const from = `FROM ${companionTable(dataset)} WHERE ${where.text} ${order}`
  return {
    columns,
    sql: `SELECT ${columns.map(quoteName).join(', ')} ${from}`,
    linesSql: `SELECT ${csvLineSql(columns)} AS line ${from}`,
    values: where.values,
    toRow: (row) => row.map(String),
  }
}

/**
 * A row of text as one line of CSV, as `formatCsvRows` writes it: quotes where there is one of `",|` or a line break, and
 * around an empty or blank value that stands alone, because many readers skip empty lines. A quarter of the work of ten
 * values that cross over from DuckDB and are put together in JavaScript.
 */
function csvLineSql(columns: readonly DatasetColumn[]): string {
  const needsQuotes = columns.length === 1 ? '^[ \\t]*$|[",|\\r\\n]' : '[",|\\r\\n]'
  const cells = columns
    .map(quoteName)
    .map(
      (name) =>
        `CASE WHEN regexp_matches(${name}, '${needsQuotes}') THEN '"' || replace(${name}, '"', '""') || '"' ELSE ${name} END`,
    )
  return `concat_ws(',', ${cells.join(', ')})`
}

/**
 * Every combination of values with its count and its share, in the view's order.
 * @throws AppError `not_ready`
 */
export function countsTable(
  dataset: Dataset,
  view: Selection & { columns: DatasetColumn[]; sort: CountSort[] },
): ExportTable {
  const { columns } = view
  const { names, counted, order } = countingSql(dataset, view)
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
