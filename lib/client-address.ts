/** Who asks, as far as the network tells. */
import 'server-only'
import { isIPv6 } from 'node:net'
import { connection } from '@/lib/connection'

/**
 * The address of whoever sent the request that is being answered: of the socket, or with TRUST_PROXY what the proxy says
 * of it (lib/gates/forwarded.ts). IPv6 is cut to its first half, since one household has all addresses below one of
 * these. Empty outside of the server, and where the socket is gone.
 */
export function clientAddress(): string {
  const open = connection()
  if (open === null) return ''
  const forwarded = open.request.headers['x-forwarded-for']
  return toNetwork([forwarded ?? open.remoteAddress].flat().at(-1) ?? '')
}

/** `2001:db8::1` becomes `2001:db8:0:0`, an IPv4 address inside IPv6 the address itself. */
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
