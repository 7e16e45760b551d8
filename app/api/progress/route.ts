import { readProgressQuery } from '@/lib/api/progress-query'
import { answerProgress } from '@/lib/api/progress-stream'
import { progressWatch } from '@/lib/api/progress-watch'
import { route } from '@/lib/api/route'

/** The progress of several downloads: as one event stream, or the current state. */
export function GET(request: Request): Promise<Response> {
  return route(request, async () => {
    const { ids, format } = await readProgressQuery(request)
    if (format === 'events') return answerProgress(request, ids)
    const headers = { 'cache-control': 'no-store' }
    return Response.json({ downloads: await progressWatch().see(ids) }, { headers })
  })
}
