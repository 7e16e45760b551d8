import { readApiSelection } from '@/lib/api/read-view'
import { route } from '@/lib/api/route'
import { countOverTime } from '@/lib/datasets/history/count-history'

/** How many rows a selection had in each download. */
export function GET(request: Request): Promise<Response> {
  return route(request, async () => {
    const { filters, q } = readApiSelection(request)
    const { counts, ...notCovered } = await countOverTime({ filters, q }, request.signal)
    return Response.json({
      counts: counts.map(({ snapshot: { id, createdAt, source, rowCount }, count }) => ({
        ...{ id, createdAt, source, rowCount, count },
      })),
      ...notCovered,
    })
  })
}
