import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { restoreDataset } from '@/lib/datasets/keeping/restore'

/** Restores a dataset that was deleted within the last day. */
export function POST(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/restore'>,
): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    return Response.json(await restoreDataset((await params).id))
  })
}
