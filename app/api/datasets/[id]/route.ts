import { renameBodySchema } from '@/lib/api/openapi/bodies'
import { assertParameters } from '@/lib/api/query'
import { readJsonBody, route } from '@/lib/api/route'
import { deleteDataset } from '@/lib/datasets/delete'
import { renameDataset } from '@/lib/datasets/rename'
import { requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'

/** One dataset's metadata. */
export function GET(request: Request, { params }: RouteContext<'/api/datasets/[id]'>): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    return Response.json(await requireDataset((await params).id))
  })
}

/** Names a dataset: `{"label": "…"}`, null or empty for no name of its own. */
export function PATCH(request: Request, { params }: RouteContext<'/api/datasets/[id]'>): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    const body = renameBodySchema.safeParse(await readJsonBody(request))
    if (!body.success)
      throw new AppError('invalid', 'The body must be {"label": "…"}, or {"label": null} for no name.')
    return Response.json(await renameDataset((await params).id, body.data.label))
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
