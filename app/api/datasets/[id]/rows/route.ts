import { route } from '@/lib/api'
import { answerView } from '@/lib/api/answer'
import { answerStored } from '@/lib/api/stored'
import { readApiView } from '@/lib/api/view'
import { isStoredCsv, rowsTable } from '@/lib/datasets/export-tables'
import { exportName } from '@/lib/datasets/file-names'
import { readRows } from '@/lib/datasets/rows'
import { requireDataset } from '@/lib/datasets/store'
import { DATASET_COLUMNS } from '@/lib/datasets/types'

/** Rows of a dataset: filtered, searched, sorted, sliced, with the columns asked for; whole as CSV or NDJSON. */
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
      table: () => rowsTable(dataset, view),
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
