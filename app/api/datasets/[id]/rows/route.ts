import { answerView } from '@/lib/api/answer'
import { readApiView } from '@/lib/api/read-view'
import { route } from '@/lib/api/route'
import { answerStored } from '@/lib/api/stored'
import { exportName } from '@/lib/datasets/export/names'
import { isStoredCsv, rowsTable } from '@/lib/datasets/export/tables'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { readRows } from '@/lib/datasets/query/rows'
import { requireDataset } from '@/lib/datasets/store'

/** Rows: filtered, searched, sorted, sliced, with the requested columns; unsliced as CSV or NDJSON. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/rows'>,
): Promise<Response> {
  return route(request, async () => {
    const view = readApiView(request)
    const dataset = await requireDataset((await params).id)
    if (isStoredCsv(view, view)) {
      const saveAs = exportName(dataset.id, 'rows', { format: 'csv', forSpreadsheet: false })
      return answerStored(request, dataset, { format: 'csv', saveAs })
    }
    const columns = view.columns.length > 0 ? view.columns : DATASET_COLUMNS
    return answerView(request, dataset, view, {
      kind: 'rows',
      table: (parquet) => rowsTable(parquet, view),
      readJson: async () => {
        const { rows, total, hasMore } = await readRows(dataset, view, request.signal)
        return {
          rows: rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]]))),
          total,
          hasMore,
        }
      },
    })
  })
}
