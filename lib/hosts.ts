/**
 * Under which host names Holocron is served. A page on the internet can have its own name point to this machine (DNS
 * rebinding): the browser then takes Holocron for a part of that page's site. The name is what gives it away.
 */
import 'server-only'
import { isIP } from 'node:net'
import os from 'node:os'
import type { Env } from '@/lib/env'

type HostSettings = Pick<Env, 'HOST' | 'ALLOWED_HOSTS' | 'ACCESS_TOKEN'>

/** Names of this machine that nobody else can take. IPv6 has brackets, as in addresses. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** What HOST is when all of the machine's addresses are listened on. */
const EVERY_ADDRESS = ['0.0.0.0', '::']

/**
 * The name in a Host header, without its port, as browsers write it: in lower case, IPv6 in brackets, without a final
 * dot. Null for anything else.
 */
export function parseHostName(header: string | undefined): string | null {
  if (header === undefined || !/^[^\s/?#@\\%]+$/.test(header)) return null
  const url = `http://${header}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') || null : null
}

/**
 * True when a name is one of Holocron's. With an access token and no list of names, every name is: a page that took
 * one over has nobody's cookie.
 */
export function isServed(name: string, { HOST, ALLOWED_HOSTS, ACCESS_TOKEN }: HostSettings): boolean {
  if (ACCESS_TOKEN !== undefined && ALLOWED_HOSTS.length === 0) return true
  return LOOPBACK.includes(name) || isListenedOn(name, HOST) || ALLOWED_HOSTS.some((one) => covers(one, name))
}

/**
 * True for the name that HOST gives. Where that is every address: for the machine's own name, and for all addresses,
 * since nobody can have an address point elsewhere; which of them are this machine's, a container cannot know.
 */
function isListenedOn(name: string, host: string): boolean {
  if (!EVERY_ADDRESS.includes(host)) return name === parseHostName(host.includes(':') ? `[${host}]` : host)
  const machine = os.hostname().toLowerCase()
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === machine || name === `${machine}.local`
}

/** `*.example.org` covers every name below `example.org`, but not that itself. */
function covers(allowed: string, name: string): boolean {
  if (allowed === '*') return true
  return allowed.startsWith('*.') ? name.endsWith(allowed.slice(1)) : name === allowed
}
