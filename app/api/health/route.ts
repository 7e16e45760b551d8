import { route } from '@/lib/api'
import { assertParameters } from '@/lib/api/query'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'

export const dynamic = 'force-dynamic'

/** 200 while the database answers. Everybody may ask. */
export function GET(request: Request): Promise<Response> {
  return route(
    request,
    async () => {
      assertParameters(request)
      try {
        await db().dataset.findFirst({ select: { id: true } })
      } catch (cause) {
        throw new AppError('unavailable', 'The database does not answer.', { cause })
      }
      return Response.json({ status: 'ok' })
    },
    { isOpen: true },
  )
}
