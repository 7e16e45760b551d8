import { href } from '@/lib/search-params/query'
/** The URL of the login, and the redirect after it. */

/** The login, which leads back to this page. */
export function loginHref(next = '/'): string {
  return href('/login', next === '/' ? [] : [`next=${encodeURIComponent(next)}`])
}

/** Where to go after signing in: always a page of this site, whatever the URL says. */
export function parseNext(next: unknown): string {
  const here = 'http://localhost'
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, here)) return '/'
  // Parsed as browsers do, for which `/\evil.example` and `//evil.example` are other sites.
  const { origin, pathname, search } = new URL(next, here)
  // `/.//evil.example` is a page of this site, whose path alone would be another site.
  return origin === here && !pathname.startsWith('//') ? pathname + search : '/'
}
