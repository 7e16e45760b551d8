import { cancelDownload } from '@/inngest/downloads'
import { route } from '@/lib/api'

/** Cancels a running download. */
export function POST(
  request: Request,
  { params }: RouteContext<'/api/datasets/[id]/cancel'>,
): Promise<Response> {
  return route(request, async () => Response.json(await cancelDownload((await params).id)))
}
