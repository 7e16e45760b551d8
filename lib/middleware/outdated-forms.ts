import 'server-only'
import type { Middleware } from '@/lib/connection'
import { pathOf, toPage } from '@/lib/middleware/refuse'
import { replaceResponse } from '@/lib/middleware/replace'

/** The header and status of Next.js's response to a form from another build. */
const NOT_FOUND_HEADER = 'x-nextjs-action-not-found'
const STATUS = 409

/**
 * Watches forms submitted without scripts. When one comes from a page of another build, such as after an upgrade, Next.js
 * responds with three words of plain text: this sends a page instead. With scripts, app/error.tsx says the same.
 */
export const explainOutdatedForms: Middleware = (request, response, next) => {
  if (request.method !== 'POST' || request.headers['next-action'] !== undefined) return next()
  replaceResponse(response, (status) => {
    if (status !== STATUS || !response.hasHeader(NOT_FOUND_HEADER)) return null
    return { status, body: toPage('Holocron was updated. Reload the page.', pathOf(request)) }
  })
  next()
}
