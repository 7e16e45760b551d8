/**
 * Runs before each page, to give it a Content-Security-Policy whose nonce is its own, and for every path with a percent
 * sign, which none of ours needs: where such a path is no encoding, Next.js 16 would answer with 500 before any code of
 * ours is asked. Documents that are not there it leads to the page that says so (lib/missing-pages.ts). It decides
 * nothing about access: pages and routes do that themselves (lib/page-access.ts, lib/api.ts).
 */
import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { isTooLarge, route } from '@/lib/api'
import { isDevelopment } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { isMissingPage } from '@/lib/missing-pages'
import { NONCE_HEADER, pagePolicy, PATH_HEADER } from '@/lib/security-headers'

export const config = { matcher: ['/((?!api/|_next/|icon\\.svg).*)', '/:path(.*%.*)'] }

const POLICY_HEADER = 'content-security-policy'

/** A path without a route. */
const NOT_FOUND = '/not-found'

/** Hands pages on with their policy; a path that is no encoding is the API's 400, or a page that is not there. */
export async function proxy(request: NextRequest): Promise<Response> {
  const { pathname } = request.nextUrl
  const isApi = pathname.startsWith('/api/')
  if (isEncoded(pathname)) {
    if (isApi) return NextResponse.next()
    return handOn(request, (await isMissing(request)) ? NOT_FOUND : undefined)
  }
  if (!isApi) return handOn(request, NOT_FOUND)
  return route(request, () => {
    throw new AppError(
      'invalid',
      'The path of this address is not encoded as addresses are: a % stands alone.',
    )
  })
}

/** Only documents are asked about: steps within the site say it themselves. What cannot be told now, the page will tell. */
async function isMissing({ method, headers, nextUrl }: NextRequest): Promise<boolean> {
  if (method !== 'GET' || headers.has('rsc')) return false
  return isMissingPage(nextUrl.pathname, headers).catch(() => false)
}

/** The policy goes both ways: Next.js and the layout read the nonce from the request, the browser from the answer. */
function handOn(request: NextRequest, otherPath?: string): Response {
  if (isTooLarge(request)) return new Response('The body is larger than 1 MiB.', { status: 413 })
  // Every browser says it; Next.js would read on until its limit, and then fail with 500.
  if (request.headers.has('transfer-encoding'))
    return new Response('A form has to say how large it is.', { status: 411 })
  const nonce = randomBytes(16).toString('base64')
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
