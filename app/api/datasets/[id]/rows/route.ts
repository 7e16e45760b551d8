import { answerRows } from '@/lib/api/dataset-answers'
import { route } from '@/lib/api/route'

export function GET(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/rows'>,
): Promise<Response> {
  return route(request, async () => answerRows(request, (await params).id))
}
