import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { deleteDataset } from '@/lib/datasets/delete'
import { requireDataset } from '@/lib/datasets/store'

/** One dataset's metadata. */
export function GET(request: Request, { params }: RouteContext<'/api/datasets/[id]'>): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    return Response.json(await requireDataset((await params).id))
  })
}

/** Deletes a dataset and its files: 204. */
export function DELETE(request: Request, { params }: RouteContext<'/api/datasets/[id]'>): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    await deleteDataset((await params).id)
    return new Response(null, { status: 204 })
  })
}
