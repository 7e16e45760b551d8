/** What every request for a page passes before Next.js renders it. Access is decided by the pages themselves (lib/access/pages.ts). */
import 'server-only'
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isMissingPage } from '@/lib/access/missing-pages'
import {
  NONCE_BYTES,
  NONCE_HEADER,
  pagePolicy,
  PATH_HEADER,
  POLICY_HEADER,
} from '@/lib/access/security-headers'
import { MAX_BODY_BYTES } from '@/lib/api/route'
import type { Middleware } from '@/lib/connection'
import { isDevelopment } from '@/lib/env'
import { isApiPath, pathOf, refuseRequest } from '@/lib/middleware/refuse'

/** What is neither a page nor the API. */
const FILE = /^\/(?:_next\/|icon\.svg$|favicon\.ico$|robots\.txt$)/

/** A path without a route. */
const NOT_FOUND = '/not-found'

/**
 * Gives a page its Content-Security-Policy, with a nonce of its own, and refuses long forms unread. Pages that do not exist
 * become the not-found page (lib/access/missing-pages.ts), and so do paths with an invalid escape, for which Next.js 16
 * would respond with 500.
 */
export const preparePage: Middleware = (request, response, next) => {
  const path = pathOf(request)
  const isValid = isEncoded(path)
  if (isApiPath(path)) {
    if (isValid) return next()
    const message = 'The URL contains an invalid % escape.'
    return refuseRequest(request, response, { code: 'invalid', message })
  }
  if (isValid && FILE.test(path)) return next()
  if (refuseBody(request, response)) return
  addPolicy(request, response)
  request.headers[PATH_HEADER] = path + searchOf(request)
  void isMissing(request, path, isValid).then((missing) => {
    if (missing) request.url = NOT_FOUND
    next()
  })
}

/** Only documents: client-side navigation handles missing pages. An error here is left to the page. */
async function isMissing(
  { method, headers }: IncomingMessage,
  path: string,
  isValid: boolean,
): Promise<boolean> {
  if (!isValid) return true
  if (method !== 'GET' || 'rsc' in headers) return false
  return isMissingPage(path, new Headers({ cookie: headers.cookie ?? '' })).catch(() => false)
}

/** Sets the policy twice: Next.js and the layout read the nonce in the request, browsers in the response. */
function addPolicy({ headers }: IncomingMessage, response: ServerResponse): void {
  const nonce = randomBytes(NONCE_BYTES).toString('base64')
  const policy = pagePolicy(nonce, { isDevelopment: isDevelopment() })
  headers[POLICY_HEADER] = policy
  headers[NONCE_HEADER] = nonce
  response.setHeader(POLICY_HEADER, policy)
}

/** True if it has refused the request. Every browser says how long a form is; of others, Next.js would read up to its limit. */
function refuseBody(request: IncomingMessage, response: ServerResponse): boolean {
  const { headers } = request
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES)
    refuse(request, response, 413, 'The body is larger than 1 MiB.')
  else if ('transfer-encoding' in headers)
    refuse(request, response, 411, 'The request must have a Content-Length header.')
  else return false
  return true
}

/**
 * Answers at once, and discards the body: a client that is still sending would lose the answer with the connection. Node.js
 * gives it five minutes for that (`requestTimeout`).
 */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': sentence.length,
  })
  response.write(sentence)
  request.resume().once('close', () => response.end())
}

/** The query without what Next.js adds to the URLs of its own requests. */
function searchOf({ url = '' }: IncomingMessage): string {
  const [, query = ''] = /\?(.*)$/.exec(url) ?? []
  const asked = query.split('&').filter((part) => part !== '' && !part.startsWith('_rsc='))
  return asked.length === 0 ? '' : `?${asked.join('&')}`
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
