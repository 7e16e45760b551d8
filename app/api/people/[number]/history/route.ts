import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { readRowHistory } from '@/lib/datasets/history/row-history'
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Snapshot } from '@/lib/datasets/model/history'
import { AppError } from '@/lib/errors'
import { parseSwapiId } from '@/lib/search-params/over-time/history'

/** The periods in which a row was the same, over all downloads. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/people/[number]/history'>,
): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    const number = parseSwapiId((await params).number)
    const history = number === null ? null : await readRowHistory(number, request.signal)
    if (history === null || history.periods.length === 0)
      throw new AppError('not_found', `No dataset has a ${RESOURCE.subject} with this number.`)
    const periods = history.periods.map(({ first, last, ...period }) => ({
      first: describeSnapshot(first),
      last: describeSnapshot(last),
      ...period,
    }))
    return Response.json({ ...history, periods })
  })
}

function describeSnapshot({ id, createdAt, source, rowCount }: Snapshot): Snapshot {
  return { id, createdAt, source, rowCount }
}
