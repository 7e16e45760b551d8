import { route } from '@/lib/api'
import { requireDataset } from '@/lib/datasets/store'

/** One dataset's metadata. */
export function GET(_request: Request, { params }: RouteContext<'/api/datasets/[id]'>): Promise<Response> {
  return route(async () => Response.json(await requireDataset((await params).id)))
}
