/**
 * The host names that Holocron is served under. A page on the internet can make its own name point to this machine (DNS
 * rebinding): the browser then treats Holocron as part of that page's site. Only the name gives this away.
 */
import 'server-only'
import { isIP } from 'node:net'
import os from 'node:os'
import type { Env } from '@/lib/env'

type HostSettings = Pick<Env, 'HOST' | 'ALLOWED_HOSTS' | 'ACCESS_TOKEN'> &
  Partial<Pick<Env, 'INNGEST_SERVE_ORIGIN'>>

/** Names of this machine that no one else can claim. IPv6 has brackets, as in URLs. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** The values of HOST that listen on all of the machine's IP addresses. */
const EVERY_ADDRESS = ['0.0.0.0', '::']

/**
 * The name in a Host header, without the port, as browsers write it: lower case, IPv6 in brackets, no trailing dot.
 * Null for anything else.
 */
export function parseHostName(header: string | undefined): string | null {
  if (header === undefined || !/^[^\s/?#@\\%]+$/.test(header)) return null
  const url = `http://${header}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') || null : null
}

/**
 * True when a name is one of Holocron's, which includes the one that an Inngest server calls. With an access token and no list of names, every name is: a page that rebinds
 * a name gets no visitor's cookie.
 */
export function isServed(
  name: string,
  { HOST, ALLOWED_HOSTS, ACCESS_TOKEN, INNGEST_SERVE_ORIGIN }: HostSettings,
): boolean {
  if (ACCESS_TOKEN !== undefined && ALLOWED_HOSTS.length === 0) return true
  if (INNGEST_SERVE_ORIGIN !== undefined && name === new URL(INNGEST_SERVE_ORIGIN).hostname) return true
  return LOOPBACK.includes(name) || isListenedOn(name, HOST) || ALLOWED_HOSTS.some((one) => covers(one, name))
}

/**
 * True for the name in HOST. If HOST means every IP address: for the machine's name, and for all IP addresses, since no
 * one can make an IP address point elsewhere; a container cannot know which of them are this machine's.
 */
function isListenedOn(name: string, host: string): boolean {
  if (!EVERY_ADDRESS.includes(host)) return name === parseHostName(host.includes(':') ? `[${host}]` : host)
  const machine = os.hostname().toLowerCase()
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === machine || name === `${machine}.local`
}

/** `*.example.org` covers every name below `example.org`, but not `example.org` itself. */
function covers(allowed: string, name: string): boolean {
  if (allowed === '*') return true
  return allowed.startsWith('*.') ? name.endsWith(allowed.slice(1)) : name === allowed
}
