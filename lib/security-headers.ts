/** What proxy.ts tells the pages, and the browsers, about each request for a page. */
import closedHeaders from '@/lib/security-headers.json'

/** On every answer that is no page; pages have a policy of their own (`pagePolicy`). next.config.mjs reads the same file. */
export const CLOSED_HEADERS: Record<string, string> = closedHeaders

/** On requests, from proxy.ts to the pages: what scripts of this page must carry. */
export const NONCE_HEADER = 'x-nonce'

/** On requests, from proxy.ts to the pages: path and query, which Next.js does not tell them. */
export const PATH_HEADER = 'x-holocron-path'

/**
 * The Content-Security-Policy of a page. Next.js reads the nonce from it too, for the scripts that it writes.
 * No 'strict-dynamic': nothing here loads scripts from elsewhere, and Chromium then runs inline scripts that others add.
 * The bars of counts and progress have their width in a style attribute; style elements need the nonce.
 */
export function pagePolicy(nonce: string, { isDevelopment }: { isDevelopment: boolean }): string {
  return [
    "default-src 'self'",
    // In development React evaluates code to tell where an error came from.
    `script-src 'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // In development styles come as elements that know no nonce.
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
