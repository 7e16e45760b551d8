import 'server-only'
import type { Middleware } from '@/lib/connection'
import { env } from '@/lib/env'

/** Headers that proxies add, but any client can send. Next.js trusts them, and fills in missing ones. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
] as const

/**
 * Removes forwarding headers from a request, unless TRUST_PROXY says that a proxy wrote them. Then the last value counts,
 * which comes from the nearest proxy, and the forwarded host replaces the request's Host header.
 */
export const readForwarded: Middleware = ({ headers }, _, next) => {
  const [client, host, scheme] = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'].map((name) =>
    lastOf(headers[name]),
  )
  for (const name of FORWARDED) delete headers[name]
  if (env().TRUST_PROXY) {
    if (host) headers.host = host
    if (client) headers['x-forwarded-for'] = client
    if (scheme === 'https') headers['x-forwarded-proto'] = scheme
  }
  next()
}

function lastOf(value: string | string[] | undefined): string | undefined {
  return [value ?? []].flat().join(',').split(',').at(-1)?.trim().toLowerCase()
}
