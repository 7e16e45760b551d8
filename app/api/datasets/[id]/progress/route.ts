import { route } from '@/lib/api'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import { assertParameters } from '@/lib/api/query'
import { streamProgress } from '@/lib/api/progress-stream'
import { requireDataset } from '@/lib/datasets/store'

/** A download's progress, as it comes. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/progress'>,
): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    const dataset = await requireDataset((await params).id)
    // Proxies are told not to collect events before they pass them on.
    const headers = {
      'content-type': CONTENT_TYPES.events,
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    }
    return new Response(streamProgress(dataset, request.signal), { headers })
  })
}
