import { cancelDownload } from '@/inngest/downloads'
import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'

/** Cancels a running download. */
export function POST(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/cancel'>,
): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    return Response.json(await cancelDownload((await params).id))
  })
}
