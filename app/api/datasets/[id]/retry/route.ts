import { retryDownload } from '@/inngest/downloads'
import { answerAccepted } from '@/lib/api/answer'
import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'

/** Restarts a failed or cancelled download, or keeps an unchanged one: 202 with the dataset and its location. */
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
