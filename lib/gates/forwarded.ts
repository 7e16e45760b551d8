import 'server-only'
import type { Gate } from '@/lib/connection'
import { env } from '@/lib/env'

/** What proxies add, and anybody else may send. Next.js believes them, and fills in what is not there. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
] as const

/**
 * Takes away what a request says of how it came here, unless TRUST_PROXY says that a proxy wrote it. Then its last word
 * counts, which is that of the nearest proxy: the host becomes the request's own.
 */
export const readForwarded: Gate = ({ headers }, _, next) => {
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
