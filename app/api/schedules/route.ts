import { createScheduleSchema } from '@/lib/api/openapi/schedule-schemas'
import { assertParameters } from '@/lib/api/query'
import { readJsonBody, route } from '@/lib/api/route'
import { AppError } from '@/lib/errors'
import { createSchedule } from '@/lib/schedules/changes'
import { listSchedules } from '@/lib/schedules/store'

/** All schedules, oldest first. */
export function GET(request: Request): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    return Response.json({ schedules: await listSchedules() })
  })
}

/** Adds a schedule: 201, with its URL in `Location`. */
export function POST(request: Request): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    const body = createScheduleSchema.safeParse(await readJsonBody(request))
    if (!body.success) {
      throw new AppError(
        'invalid',
        'The body must be {"cron": "0 6 * * *"}, with source, zone, lossPercent (0 to 100) and paused if wanted.',
      )
    }
    const { paused, ...plan } = body.data
    const schedule = await createSchedule(plan, { paused })
    return Response.json(schedule, {
      status: 201,
      headers: { location: `/api/schedules/${encodeURIComponent(schedule.id)}` },
    })
  })
}
