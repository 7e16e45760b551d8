import { answerProgress } from '@/lib/api/progress-stream'
import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { requireDataset } from '@/lib/datasets/store'

/** A download's progress as a stream of events. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/progress'>,
): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    const { id } = await requireDataset((await params).id)
    return answerProgress(request, [id])
  })
}
