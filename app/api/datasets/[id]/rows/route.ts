import { route } from '@/lib/api'
import { answerView } from '@/lib/api/answer'
import { readApiView } from '@/lib/api/view'
import { rowsTable } from '@/lib/datasets/export-tables'
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
