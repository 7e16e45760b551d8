import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'

export const dynamic = 'force-dynamic'

/**
 * 200 while this process responds. It waits for nothing outside: a process does not get better by being restarted
 * because its database is away (`/api/ready` checks that). Requires no token.
 */
export function GET(request: Request): Promise<Response> {
  return route(
    request,
    () => {
      assertParameters(request)
      return Promise.resolve(Response.json({ status: 'ok' }))
    },
    { isOpen: true },
  )
}
