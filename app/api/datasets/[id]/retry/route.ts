import { retryDownload } from '@/inngest/downloads'
import { route } from '@/lib/api'
import { answerAccepted } from '@/lib/api/answer'
import { assertParameters } from '@/lib/api/query'

/** Begins a failed or cancelled download again: 202 with the dataset and where it is. */
export function POST(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/retry'>,
): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    const dataset = await retryDownload((await params).id)
    return answerAccepted(dataset.id, dataset)
  })
}
