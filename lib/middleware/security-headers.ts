import 'server-only'
import { CLOSED_HEADERS } from '@/lib/access/security-headers'
import type { Middleware } from '@/lib/connection'

/**
 * Every response gets these headers; for pages, `preparePage` replaces the policy. No Strict-Transport-Security: only a proxy
 * that serves HTTPS can know to send it.
 */
export const secureResponse: Middleware = (_, response, next) => {
  for (const [name, value] of Object.entries(CLOSED_HEADERS)) response.setHeader(name, value)
  next()
}
