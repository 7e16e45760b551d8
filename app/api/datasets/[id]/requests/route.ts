import { route } from '@/lib/api'
import { listRequests } from '@/lib/datasets/request-log'
import { parseRequestsParams } from '@/lib/search-params'

/** The requests that a download sent: `?limit=&offset=`. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/requests'>,
): Promise<Response> {
  return route(request, async () => {
    const slice = parseRequestsParams(Object.fromEntries(new URL(request.url).searchParams))
    return Response.json(await listRequests((await params).id, slice))
  })
}
