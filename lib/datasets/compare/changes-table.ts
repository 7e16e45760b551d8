import 'server-only'
import { makeChangeList, sideOf } from '@/lib/datasets/compare/change-list'
import { changesSql, type ChangesView } from '@/lib/datasets/compare/changes'
import { assertComparable, comparedColumns, type Pair, readBothIntact } from '@/lib/datasets/compare/pair'
import type { DatasetColumn } from '@/lib/datasets/model/columns'
import type { ExportTable } from '@/lib/datasets/export/tables'
import { quoteText } from '@/lib/duckdb/lanes'

/**
 * Every change that a view selects, a line for each cell: of a row that was added every cell is new, of one that was
 * removed every cell is old. `columns` are those to list, in this order; empty for all that are compared.
 * @throws AppError `invalid`, `not_ready`, `damaged`, or a limit of queries
 */
export async function changesTable(
  pair: Pair,
  view: ChangesView & { columns: DatasetColumn[] },
  signal?: AbortSignal,
): Promise<ExportTable> {
  assertComparable(pair)
  const { table } = await readBothIntact(pair, () => makeChangeList(pair, signal))
  const compared = comparedColumns(pair)
  const listed = view.columns.length > 0 ? view.columns.filter((one) => compared.includes(one)) : compared
  const cells = listed.map(
    (column, place) =>
      `{place: ${place}, name: ${quoteText(column)}, old: ${sideOf('before', column)}, new: ${sideOf('after', column)}}`,
  )
  const { text, values } = changesSql(table, view)
  return {
    columns: ['change', 'swapi_id', 'column', 'old', 'new'],
    sql: `WITH selected AS (SELECT *, row_number() OVER () AS place FROM (${text})),
            cells AS (SELECT place, change, swapi_id, unnest([${cells.join(', ') || 'NULL'}]) AS cell FROM selected)
          SELECT change, swapi_id, cell.name, coalesce(cell.old, ''), coalesce(cell.new, '')
          FROM cells WHERE cell.old IS DISTINCT FROM cell.new ORDER BY place, cell.place`,
    values,
    toRow: ([change, id, ...cell]) => [String(change), Number(id), ...cell.map(String)],
  }
}
