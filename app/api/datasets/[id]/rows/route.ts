import { route } from '@/lib/api'
import { readApiView } from '@/lib/api-view'
import { readRows } from '@/lib/datasets/rows'
import { requireDataset } from '@/lib/datasets/store'
import { DATASET_COLUMNS } from '@/lib/datasets/types'

/** Rows of a dataset: filtered, searched, sorted, sliced, with the columns asked for. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/rows'>,
): Promise<Response> {
  return route(async () => {
    const view = readApiView(request)
    const page = await readRows(await requireDataset((await params).id), view)
    const columns = view.columns.length > 0 ? view.columns : DATASET_COLUMNS
    const rows = page.rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])))
    return Response.json({ ...page, rows })
  })
}
