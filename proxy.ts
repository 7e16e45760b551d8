/**
 * Runs before a route is looked for, and only for paths with a percent sign, which none of ours needs. Where such a
 * path is no encoding, Next.js 16 would answer with 500 before any code of ours is asked.
 */
import { NextResponse, type NextRequest } from 'next/server'
import { route } from '@/lib/api'
import { AppError } from '@/lib/errors'

export const config = { matcher: '/:path(.*%.*)' }

/** Lets encoded paths through; the others are the API's 400, or a page that is not there. */
export async function proxy({ nextUrl, url }: NextRequest): Promise<Response> {
  if (isEncoded(nextUrl.pathname)) return NextResponse.next()
  if (!nextUrl.pathname.startsWith('/api/')) return NextResponse.rewrite(new URL('/not-found', url))
  return route(() => {
    throw new AppError(
      'invalid',
      'The path of this address is not encoded as addresses are: a % stands alone.',
    )
  })
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
