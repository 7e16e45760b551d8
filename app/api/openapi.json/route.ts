import { route } from '@/lib/api'
import { buildOpenApi } from '@/lib/openapi'

/** The description of this API, as OpenAPI 3.1. */
export function GET(request: Request): Promise<Response> {
  return route(request, () => Promise.resolve(Response.json(buildOpenApi())))
}
