import { db } from '@/lib/db'

export const dynamic = 'force-dynamic'

/** 200 while the database answers. */
export async function GET(): Promise<Response> {
  try {
    await db().dataset.findFirst({ select: { id: true } })
    return Response.json({ status: 'ok' })
  } catch {
    const error = { code: 'unavailable', message: 'The database does not answer.' }
    return Response.json({ error }, { status: 503 })
  }
}
