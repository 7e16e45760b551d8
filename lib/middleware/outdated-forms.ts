import 'server-only'
import type { Middleware } from '@/lib/connection'
import { pathOf, toPage } from '@/lib/middleware/refuse'

/** The header and status of Next.js's response to a form from another build. */
const NOT_FOUND_HEADER = 'x-nextjs-action-not-found'
const STATUS = 409

/**
 * Watches forms submitted without scripts. When one comes from a page of another build, such as after an upgrade, Next.js
 * responds with three words of plain text: this sends a page instead. With scripts, app/error.tsx says the same.
 */
export const explainOutdatedForms: Middleware = (request, response, next) => {
  if (request.method !== 'POST' || request.headers['next-action'] !== undefined) return next()
  const { writeHead, write, end } = response
  let page: Buffer | undefined
  response.writeHead = (...args: unknown[]) => {
    if (args[0] === STATUS && response.hasHeader(NOT_FOUND_HEADER)) {
      page = Buffer.from(toPage('Holocron was updated. Reload the page.', pathOf(request)))
      response.removeHeader('content-encoding')
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.setHeader('content-length', page.length)
    }
    return writeHead.apply(response, args as Parameters<typeof writeHead>)
  }
  response.write = (...args: unknown[]) =>
    page === undefined ? write.apply(response, args as Parameters<typeof write>) : true
  response.end = (...args: unknown[]) => {
    // Sends the head first, if not sent yet: only then is it known which response this is.
    if (!response.headersSent) response.writeHead(response.statusCode)
    return page === undefined
      ? end.apply(response, args as Parameters<typeof end>)
      : end.call(response, page, 'utf8')
  }
  next()
}
