import { answerChart } from '@/lib/api/answer'
import { readChartView } from '@/lib/api/chart'
import { route } from '@/lib/api/route'
import { drawCounts } from '@/lib/datasets/export/chart'
import { countValues } from '@/lib/datasets/query/counts'
import { requireDataset } from '@/lib/datasets/store'

/** The counts of a view as a bar chart. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/counts.svg'>,
): Promise<Response> {
  return route(request, async () => {
    const view = readChartView(request)
    const dataset = await requireDataset((await params).id)
    return answerChart(request, dataset, async () =>
      drawCounts(dataset.fileName, await countValues(dataset, view, request.signal), view),
    )
  })
}
