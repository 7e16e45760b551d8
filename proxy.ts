/**
 * Runs before a route is looked for, and only for paths with a percent sign, which none of ours needs. Where such a
 * path is no encoding, Next.js 16 would answer with 500 before any code of ours is asked.
 */
import { NextResponse, type NextRequest } from 'next/server'

export const config = { matcher: '/:path(.*%.*)' }

/** Lets encoded paths through; the others are the API's 400, or a page that is not there. */
export function proxy({ nextUrl, url }: NextRequest): Response {
  if (isEncoded(nextUrl.pathname)) return NextResponse.next()
  if (!nextUrl.pathname.startsWith('/api/')) return NextResponse.rewrite(new URL('/not-found', url))
  const message = 'The path of this address is not encoded as addresses are: a % stands alone.'
  return NextResponse.json({ error: { code: 'invalid', message } }, { status: 400 })
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
