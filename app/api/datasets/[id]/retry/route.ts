import { retryDownload } from '@/inngest/downloads'
import { route } from '@/lib/api'

/** Begins a failed or cancelled download again: 202 with the dataset. */
export function POST(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/retry'>,
): Promise<Response> {
  return route(request, async () => Response.json(await retryDownload((await params).id), { status: 202 }))
}
