import { answerPicture } from '@/lib/api/answer'
import { readPictureView } from '@/lib/api/chart'
import { route } from '@/lib/api/route'
import { drawCounts } from '@/lib/datasets/export/chart'
import { drawPivot } from '@/lib/datasets/export/pivot-chart'
import { countValuesCached } from '@/lib/datasets/query/cached'
import { pivotValues } from '@/lib/datasets/query/pivot'
import { requireDataset } from '@/lib/datasets/store'
import { datasetTitle } from '@/lib/format/dataset-title'

/** The counts of a view as a picture: bars, or a pivot. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/counts.svg'>,
): Promise<Response> {
  return route(request, async () => {
    const view = readPictureView(request)
    const dataset = await requireDataset((await params).id)
    const title = datasetTitle(dataset)
    const caption = { ...view, title, rowCount: dataset.rowCount }
    const draw = async (): Promise<string> =>
      view.shape === 'pivot'
        ? drawPivot(await pivotValues(dataset, view, request.signal), caption)
        : drawCounts(await countValuesCached(dataset, view, request.signal), caption)
    return answerPicture(request, dataset, { shape: view.shape, title, draw })
  })
}
