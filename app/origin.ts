import { headers } from 'next/headers'

/** This server's own origin, which only the request knows: for URLs that must be absolute. Null for an odd host name. */
export async function readOrigin(): Promise<string | null> {
  const received = await headers()
  const scheme = received.get('x-forwarded-proto') === 'https' ? 'https' : 'http'
  const origin = `${scheme}://${received.get('host') ?? ''}`
  return URL.canParse(origin) ? origin : null
}
