import { answerProfile } from '@/lib/api/dataset-answers'
import { route } from '@/lib/api/route'

export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/profile'>,
): Promise<Response> {
  return route(request, async () => answerProfile(request, (await params).id))
}
