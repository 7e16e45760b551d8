import { readListQuery } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { listRequests } from '@/lib/datasets/download/request-log'
import { REQUESTS_STEP } from '@/lib/search-params/datasets'

/** The requests that a download sent: `?limit=&offset=`. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/requests'>,
): Promise<Response> {
  return route(request, async () => {
    const slice = readListQuery(request, REQUESTS_STEP)
    return Response.json(await listRequests((await params).id, slice))
  })
}
