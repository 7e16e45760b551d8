/** The security headers of responses, and what they tell Next.js on requests for pages. lib/middleware sets them. */

/** On every response; pages have a policy of their own (`pagePolicy`). This one suits the API and files, which load nothing. */
export const CLOSED_HEADERS: Record<string, string> = {
  'Content-Security-Policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/** On responses, and on requests to pages, from which Next.js learns the nonce. */
export const POLICY_HEADER = 'content-security-policy'

/** The length of a nonce, in random bytes, written as base64. */
export const NONCE_BYTES = 16

/** On requests for pages: the nonce that the page's scripts must carry. */
export const NONCE_HEADER = 'x-nonce'

/** On requests for pages: path and query, which Next.js does not pass on. */
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
