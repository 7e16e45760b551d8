import { describePreview, readRules, requireResource } from '@/lib/api/retention'
import { route } from '@/lib/api/route'
import { previewRules } from '@/lib/retention/preview'

/** What rules would delete now, and why each of the others would stay: `?last=10&daily=7`. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/retention/[resource]/preview'>,
): Promise<Response> {
  return route(request, async () => {
    const rules = readRules(request)
    requireResource((await params).resource)
    return Response.json(describePreview(rules, await previewRules(rules)))
  })
}
