import { buildOpenApi } from '@/lib/api/openapi/document'
import { assertParameters } from '@/lib/api/query'
import { route } from '@/lib/api/route'

/** The description of this API, as OpenAPI 3.1. */
export function GET(request: Request): Promise<Response> {
  return route(request, () => {
    assertParameters(request)
    return Promise.resolve(Response.json(buildOpenApi()))
  })
}
