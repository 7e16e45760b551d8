import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { purgeNow } from '@/lib/datasets/keeping/purge'

/** Removes a deleted dataset at once, for good: 204. */
export function DELETE(request: Request, { params }: RouteContext<'/api/deleted/[id]'>): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    await purgeNow((await params).id)
    return new Response(null, { status: 204 })
  })
}
