/** The client, as far as the network can tell. */
import 'server-only'
import { isIPv6 } from 'node:net'
import { connection } from '@/lib/connection'

/**
 * The IP address of the current request's client: that of the socket, or with TRUST_PROXY the one the proxy reports
 * (lib/middleware/forwarded-headers.ts). IPv6 is cut to its first half, since one household has all the addresses below
 * it. Empty outside the server, and when the socket is gone.
 */
export function clientIp(): string {
  const open = connection()
  if (open === null) return ''
  const forwarded = open.request.headers['x-forwarded-for']
  return toNetwork([forwarded ?? open.remoteAddress].flat().at(-1) ?? '')
}

/** `2001:db8::1` becomes `2001:db8:0:0`, an IPv4-mapped IPv6 address the IPv4 address. */
export function toNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const groups = head.split(':').filter(Boolean)
  if (tail !== undefined) {
    const last = tail.split(':').filter(Boolean)
    groups.push(...Array<string>(Math.max(0, 8 - groups.length - last.length)).fill('0'), ...last)
  }
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')
}
