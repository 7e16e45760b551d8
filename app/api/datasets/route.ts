import { startDownload } from '@/inngest/downloads'
import { answerAccepted } from '@/lib/api/answer'
import { startBodySchema } from '@/lib/api/openapi/bodies'
import { assertParameters, readDatasetsQuery } from '@/lib/api/query'
import { readJsonBody, route } from '@/lib/api/route'
import { listDatasets } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'
import { DATASETS_STEP } from '@/lib/search-params/datasets'

/** All datasets, newest first unless sorted otherwise: `?limit=&offset=&q=&sort=`. */
export function GET(request: Request): Promise<Response> {
  return route(request, async () => {
    const query = readDatasetsQuery(request, DATASETS_STEP)
    return Response.json(await listDatasets(query))
  })
}

/** Starts a download (`{"source": "auto", "keepUnchanged": false}` by default), or joins the running one: 202. */
export function POST(request: Request): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    const body = startBodySchema.safeParse(await readJsonBody(request))
    if (!body.success) {
      throw new AppError(
        'invalid',
        'The body must be {"source": "…"}, with "keepUnchanged" as true or false, or empty for the automatic choice.',
      )
    }
    const { source, keepUnchanged } = body.data
    const { dataset, joined } = await startDownload(source, { keepUnchanged })
    return answerAccepted(dataset.id, { dataset, joined })
  })
}
