import { answerJson } from '@/lib/api/answer'
import { readApiView } from '@/lib/api/read-view'
import { route } from '@/lib/api/route'
import { readProfileCached } from '@/lib/datasets/query/cached'
import { requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'

/** Parameters of other views, meaningless here. */
const OF_OTHER_VIEWS = ['limit', 'offset', 'sort', 'format', 'for']

/** The distribution of each column's values over all rows that the filters select. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/profile'>,
): Promise<Response> {
  return route(request, async () => {
    const view = readApiView(request)
    const { searchParams } = new URL(request.url)
    const stray = OF_OTHER_VIEWS.find((name) => searchParams.has(name))
    if (stray !== undefined)
      throw new AppError('invalid', `A profile takes filters, q and columns; ${stray} is for other views.`)
    const dataset = await requireDataset((await params).id)
    return answerJson(request, dataset, {
      kind: 'profile',
      readJson: () => readProfileCached(dataset, view, request.signal),
    })
  })
}
