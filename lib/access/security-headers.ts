/** The headers that proxy.ts sends to pages and browsers with each page request. */
import closedHeaders from '@/lib/access/security-headers.json'

/** On every response that is not a page; pages have their own policy (`pagePolicy`). next.config.mjs reads the same file. */
export const CLOSED_HEADERS: Record<string, string> = closedHeaders

/** On responses, and on requests to pages, from which Next.js learns the nonce. */
export const POLICY_HEADER = 'content-security-policy'

/** The length of a nonce, in random bytes, written as base64. */
export const NONCE_BYTES = 16

/** On requests, from proxy.ts to the pages: the nonce that the page's scripts must carry. */
export const NONCE_HEADER = 'x-nonce'

/** On requests, from proxy.ts to the pages: path and query, which Next.js does not pass on. */
export const PATH_HEADER = 'x-holocron-path'

/**
 * The Content-Security-Policy of a page. Next.js also reads the nonce from it, for the scripts that it generates.
 * No 'strict-dynamic': nothing here loads scripts from elsewhere, and with it Chromium runs injected inline scripts.
 * The bars of counts and progress set their width in a style attribute; style elements need the nonce.
 */
export function pagePolicy(nonce: string, { isDevelopment }: { isDevelopment: boolean }): string {
  return [
    "default-src 'self'",
    // In development, React evaluates code to find where an error came from.
    `script-src 'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // In development, styles are elements without a nonce.
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
