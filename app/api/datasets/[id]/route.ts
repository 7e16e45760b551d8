import { updateDatasetSchema } from '@/lib/api/openapi/bodies'
import { assertParameters } from '@/lib/api/query'
import { readJsonBody, route } from '@/lib/api/route'
import { annotateDataset } from '@/lib/datasets/keeping/annotate'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'

/** One dataset's metadata. */
export function GET(request: Request, { params }: RouteContext<'/api/datasets/[id]'>): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    return Response.json(await requireDataset((await params).id))
  })
}

/** Changes what the body names: `{"label": "…", "note": "…", "pinned": true}`; null or empty for no label or note. */
export function PATCH(request: Request, { params }: RouteContext<'/api/datasets/[id]'>): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    const body = updateDatasetSchema.safeParse(await readJsonBody(request))
    if (!body.success) {
      throw new AppError(
        'invalid',
        'The body must have label or note (a text, or null for none), or pinned (true or false), and nothing else.',
      )
    }
    return Response.json(await annotateDataset((await params).id, body.data))
  })
}

/** Deletes a dataset, which can be restored for a day: 204. */
export function DELETE(request: Request, { params }: RouteContext<'/api/datasets/[id]'>): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    await deleteDataset((await params).id)
    return new Response(null, { status: 204 })
  })
}
