import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { db } from '@/lib/db/client'
import { AppError } from '@/lib/errors'

export const dynamic = 'force-dynamic'

/** 200 while the database responds. Requires no token. */
export function GET(request: Request): Promise<Response> {
  return route(
    request,
    async () => {
      assertParameters(request)
      try {
        await db().dataset.findFirst({ select: { id: true } })
      } catch (cause) {
        throw new AppError('unavailable', 'The database is not responding.', { cause })
      }
      return Response.json({ status: 'ok' })
    },
    { isOpen: true },
  )
}
