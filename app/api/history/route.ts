import { assertParameters, readViewParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { countOverTime } from '@/lib/datasets/history/count-history'
import { AppError } from '@/lib/errors'
import { parseView } from '@/lib/search-params/grammar'

/** How many rows a selection had in each download. */
export function GET(request: Request): Promise<Response> {
  return route(request, async () => {
    for (const name of ['limit', 'offset', 'columns', 'sort']) {
      if (new URL(request.url).searchParams.has(name)) assertParameters(request, ['q', 'filter'])
    }
    const { filters, q, problems } = parseView(readViewParameters(request))
    if (problems[0] !== undefined) throw new AppError('invalid', problems[0])
    const { counts, ...notCovered } = await countOverTime({ filters, q }, request.signal)
    return Response.json({
      counts: counts.map(({ snapshot: { id, createdAt, source, rowCount }, count }) => ({
        ...{ id, createdAt, source, rowCount, count },
      })),
      ...notCovered,
    })
  })
}
