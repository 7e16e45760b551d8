/**
 * Runs before each page, to set a Content-Security-Policy with a unique nonce, and for every path with a
 * percent sign, which none of ours needs: for an invalid escape, Next.js 16 would respond with 500 before any
 * of our code runs. Missing documents are rewritten to the not-found page (lib/access/missing-pages.ts). It
 * makes no access decisions: pages and routes do that themselves (lib/access/pages.ts, lib/api/route.ts).
 */
import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { isMissingPage } from '@/lib/access/missing-pages'
import {
  NONCE_BYTES,
  NONCE_HEADER,
  pagePolicy,
  PATH_HEADER,
  POLICY_HEADER,
} from '@/lib/access/security-headers'
import { isTooLarge, route } from '@/lib/api/route'
import { isDevelopment } from '@/lib/env'
import { AppError } from '@/lib/errors'

export const config = {
  matcher: ['/((?!api/|_next/|icon\\.svg|favicon\\.ico|robots\\.txt).*)', '/:path(.*%.*)'],
}

/** A path without a route. */
const NOT_FOUND = '/not-found'

/** Forwards pages with their policy; an invalid escape leads to the API's 400 or the not-found page. */
export async function proxy(request: NextRequest): Promise<Response> {
  const { pathname } = request.nextUrl
  const isApi = pathname.startsWith('/api/')
  if (isEncoded(pathname)) {
    if (isApi) return NextResponse.next()
    return handOn(request, (await isMissing(request)) ? NOT_FOUND : undefined)
  }
  if (!isApi) return handOn(request, NOT_FOUND)
  return route(request, () => {
    throw new AppError('invalid', 'The URL contains an invalid % escape.')
  })
}

/** Checks only documents: client-side navigation handles missing pages. An error here is left to the page. */
async function isMissing({ method, headers, nextUrl }: NextRequest): Promise<boolean> {
  if (method !== 'GET' || headers.has('rsc')) return false
  return isMissingPage(nextUrl.pathname, headers).catch(() => false)
}

/** Sets the policy twice: Next.js and the layout read the nonce in the request, browsers in the response. */
function handOn(request: NextRequest, otherPath?: string): Response {
  if (isTooLarge(request)) return new Response('The body is larger than 1 MiB.', { status: 413 })
  // Every browser sends a Content-Length; without one, Next.js would read up to its limit and fail with 500.
  if (request.headers.has('transfer-encoding'))
    return new Response('The request must have a Content-Length header.', { status: 411 })
  const nonce = randomBytes(NONCE_BYTES).toString('base64')
  const policy = pagePolicy(nonce, { isDevelopment: isDevelopment() })
  const headers = new Headers(request.headers)
  headers.set(POLICY_HEADER, policy)
  headers.set(NONCE_HEADER, nonce)
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search)
  const init = { request: { headers } }
  const response =
    otherPath === undefined
      ? NextResponse.next(init)
      : NextResponse.rewrite(new URL(otherPath, request.url), init)
  response.headers.set(POLICY_HEADER, policy)
  return response
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
