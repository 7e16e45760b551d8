import { buildOpenApi } from '@/lib/openapi'

export const dynamic = 'force-static'

/** The description of this API, as OpenAPI 3.1. */
export function GET(): Response {
  return Response.json(buildOpenApi())
}
