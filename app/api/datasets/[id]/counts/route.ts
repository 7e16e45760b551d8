import { answerCounts } from '@/lib/api/dataset-answers'
import { route } from '@/lib/api/route'

export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/counts'>,
): Promise<Response> {
  return route(request, async () => answerCounts(request, (await params).id))
}
