import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { db } from '@/lib/db/client'
import { AppError } from '@/lib/errors'
import { storage } from '@/lib/storage'

export const dynamic = 'force-dynamic'

/** 200 while the database responds; says so when the store does not, as cached datasets can still be read. Requires no token. */
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
      const outage = await storage.findOutage()
      return Response.json({ status: 'ok', ...(outage !== null && { storage: outage }) })
    },
    { isOpen: true },
  )
}
