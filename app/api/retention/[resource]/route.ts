import { rulesSchema } from '@/lib/api/openapi/retention-schemas'
import { assertParameters } from '@/lib/api/query'
import { describeRetention, requireResource } from '@/lib/api/retention'
import { readJsonBody, route } from '@/lib/api/route'
import { AppError } from '@/lib/errors'
import { removeRules, saveRules } from '@/lib/retention/changes'

type Context = RouteContext<'/api/retention/[resource]'>

/** The rules of a resource. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    requireResource((await params).resource)
    return Response.json(await describeRetention())
  })
}

/** Saves rules: `{"last": 10, "daily": 7}`. */
export function PUT(request: Request, { params }: Context): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    requireResource((await params).resource)
    const body = rulesSchema.safeParse(await readJsonBody(request))
    if (!body.success) {
      throw new AppError(
        'invalid',
        'The body may have last, daily, weekly and monthly (whole numbers from 0 to 10,000, or null), nothing else.',
      )
    }
    return Response.json(await saveRules(body.data))
  })
}

/** Removes the rules: 204. */
export function DELETE(request: Request, { params }: Context): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    requireResource((await params).resource)
    await removeRules()
    return new Response(null, { status: 204 })
  })
}
