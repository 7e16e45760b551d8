import { assertParameters } from '@/lib/api/query'
import { refuse, route } from '@/lib/api/route'
import { isDraining } from '@/lib/connection'
import { AppError } from '@/lib/errors'
import { runChecks } from '@/lib/readiness/checks'

export const dynamic = 'force-dynamic'

/** 200 while this process can serve requests; otherwise 503 with the reasons. Requires no token. */
export function GET(request: Request): Promise<Response> {
  return route(
    request,
    async () => {
      assertParameters(request)
      const results = await runChecks()
      const reasons = results.filter(({ isReady }) => !isReady).map(({ state }) => state)
      if (isDraining()) reasons.unshift('Holocron is about to stop.')
      const checks = Object.fromEntries(results.map(({ name, state }) => [name, state]))
      if (reasons.length === 0) return Response.json({ status: 'ready', checks })
      return refuse(new AppError('unavailable', reasons.join(' ')), {}, { status: 'not ready', checks })
    },
    { isOpen: true },
  )
}
