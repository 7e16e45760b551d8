import { startDownload } from '@/inngest/downloads'
import { readJsonBody, route } from '@/lib/api'
import { startBodySchema } from '@/lib/api/schemas'
import { listDatasets } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'
import { parseDatasetsParams } from '@/lib/search-params'

/** All datasets, newest first: `?limit=&offset=`. */
export function GET(request: Request): Promise<Response> {
  return route(request, async () => {
    const params = Object.fromEntries(new URL(request.url).searchParams)
    return Response.json(await listDatasets(parseDatasetsParams(params)))
  })
}

/** Starts a download (`{"source": "auto"}` by default), or joins the running one: 202 with the dataset. */
export function POST(request: Request): Promise<Response> {
  return route(request, async () => {
    const body = startBodySchema.safeParse(await readJsonBody(request))
    if (!body.success) {
      throw new AppError('invalid', 'The body must be {"source": "…"}, or empty for the automatic choice.')
    }
    const { dataset, joined } = await startDownload(body.data.source)
    return Response.json({ dataset, joined }, { status: 202 })
  })
}
