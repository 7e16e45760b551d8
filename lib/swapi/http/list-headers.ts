/** What response headers say about the whole list, for bodies that do not say it themselves. */
import LinkHeader from 'http-link-header'
import type { Answer } from '@/lib/swapi/http/client'

export interface ListHeaders {
  /** Records of the whole collection; null when the headers do not say. */
  total: number | null
  /** True when another page follows. */
  hasNext: boolean
}

/** No headers: for a source that is not an HTTP server. */
export const NO_HEADERS: ListHeaders = { total: null, hasNext: false }

/**
 * Reads `X-Total-Count` (json-server, mockapi), `Content-Range` (PostgREST: `0-99/250`) and `Link: <…>; rel="next"`
 * (RFC 8288). Invalid headers are ignored.
 */
export function readListHeaders(headers: Answer['headers']): ListHeaders {
  const total =
    readNumber(/^\d+$/.exec(headers.get('x-total-count')?.trim() ?? '')?.[0]) ??
    readNumber(/\/(\d+)$/.exec(headers.get('content-range')?.trim() ?? '')?.[1])
  return { total, hasNext: hasNextLink(headers.get('link')) }
}

function readNumber(digits: string | undefined): number | null {
  const number = Number(digits ?? NaN)
  return Number.isSafeInteger(number) ? number : null
}

function hasNextLink(header: string | null): boolean {
  if (header === null) return false
  try {
    return LinkHeader.parse(header).has('rel', 'next')
  } catch {
    return false
  }
}
