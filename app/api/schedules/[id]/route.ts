import { updateScheduleSchema } from '@/lib/api/openapi/schedule-schemas'
import { assertParameters } from '@/lib/api/query'
import { readJsonBody, route } from '@/lib/api/route'
import { AppError } from '@/lib/errors'
import { deleteSchedule, updateSchedule } from '@/lib/schedules/changes'
import { requireSchedule } from '@/lib/schedules/store'

type Context = RouteContext<'/api/schedules/[id]'>

/** One schedule. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    return Response.json(await requireSchedule((await params).id))
  })
}

/** Changes what the body names; `{"paused": true}` pauses it. */
export function PATCH(request: Request, { params }: Context): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    const body = updateScheduleSchema.safeParse(await readJsonBody(request))
    if (!body.success) {
      throw new AppError(
        'invalid',
        'The body may have source, cron, zone, lossPercent (0 to 100) and paused (true or false), nothing else.',
      )
    }
    return Response.json(await updateSchedule((await params).id, body.data))
  })
}

/** Deletes a schedule, but not what it downloaded: 204. */
export function DELETE(request: Request, { params }: Context): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    await deleteSchedule((await params).id)
    return new Response(null, { status: 204 })
  })
}
