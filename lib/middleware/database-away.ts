import 'server-only'
import type { IncomingMessage } from 'node:http'
import type { Middleware } from '@/lib/connection'
import { AWAY_SENTENCE, isDatabaseAway, waitForDatabase } from '@/lib/db/outage'
import { hasMetOutage } from '@/lib/db/trouble'
import { isApiPath, pathOf, refuseRequest, toPage } from '@/lib/middleware/refuse'
import { replaceResponse } from '@/lib/middleware/replace'

/** How long a request waits for a database that is away, in milliseconds. */
const WAIT_MS = 4_000
const RETRY_AFTER = { 'Retry-After': '5' }

/** What is served without the database, or says itself how it is. */
const WITHOUT_DATABASE =
  /^\/(_next\/|api\/(health|ready|inngest|openapi\.json)\/?$|(icon\.svg|favicon\.ico|robots\.txt|login|api-docs)\/?$)/

/**
 * Keeps requests waiting while PostgreSQL is away, a few seconds at most, then refuses them with 503. A page during which
 * it went away becomes 503 as well, instead of an error page with a number.
 */
export const awaitDatabase: Middleware = (request, response, next) => {
  const path = pathOf(request)
  if (WITHOUT_DATABASE.test(path)) return next()
  if (!isApiPath(path)) {
    replaceResponse(response, (status) =>
      status >= 500 && hasMetOutage(request)
        ? {
            status: 503,
            headers: { ...RETRY_AFTER, 'Cache-Control': 'no-store' },
            body: toPage(AWAY_SENTENCE, readAgain(request)),
          }
        : null,
    )
  }
  if (!isDatabaseAway()) return next()
  void waitForDatabase(Date.now() + WAIT_MS).then((isBack) => {
    if (isBack) next()
    else refuseRequest(request, response, { code: 'unavailable', message: AWAY_SENTENCE })
  })
}

/** A form would be sent twice. */
function readAgain({ method, url }: IncomingMessage): string | undefined {
  return method === 'GET' ? url : undefined
}
