import { runSchedule } from '@/inngest/schedules'
import { answerAccepted } from '@/lib/api/answer'
import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'

/** Starts the download of a schedule now, or joins the running one: 202 with the dataset. */
export function POST(
  request: Request,
  { params }: RouteContext<'/api/schedules/[id]/run'>,
): Promise<Response> {
  return route(request, async () => {
    assertParameters(request)
    const { dataset, joined } = await runSchedule((await params).id)
    return answerAccepted(dataset.id, { dataset, joined })
  })
}
