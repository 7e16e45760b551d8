import { readListQuery } from '@/lib/api/query'
import { route } from '@/lib/api/route'
import { listDeleted } from '@/lib/datasets/keeping/deleted'
import { DATASETS_STEP } from '@/lib/search-params/datasets'

/** Deleted datasets that can still be restored, the last one deleted first: `?limit=&offset=`. */
export function GET(request: Request): Promise<Response> {
  return route(request, async () => Response.json(await listDeleted(readListQuery(request, DATASETS_STEP))))
}
