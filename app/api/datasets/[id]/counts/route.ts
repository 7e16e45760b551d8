import { answerView } from '@/lib/api/answer'
import { readApiCountsView } from '@/lib/api/read-view'
import { route } from '@/lib/api/route'
import { countsTable } from '@/lib/datasets/export/tables'
import { countValues } from '@/lib/datasets/query/counts'
import { requireDataset } from '@/lib/datasets/store'

/** Counts of every combination of values of `columns`, over all rows that the filters select. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/counts'>,
): Promise<Response> {
  return route(request, async () => {
    const view = readApiCountsView(request)
    const dataset = await requireDataset((await params).id)
    return answerView(request, dataset, view, {
      kind: 'counts',
      table: (parquet) => countsTable(parquet, view),
      readJson: async () => {
        const { columns, counts, ...totals } = await countValues(dataset, view, request.signal)
        const records = counts.map(({ values, count, share }) => ({
          ...Object.fromEntries(columns.map((column, index) => [column, values[index]])),
          count,
          share,
        }))
        return { columns, counts: records, ...totals }
      },
    })
  })
}
