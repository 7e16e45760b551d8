import 'server-only'

/** Host names and ports as URLs have them, and nothing that a shell or a page would read as more. */
const PLAIN_HOST = /^[\w.:[\]-]+$/

/** The origin under which a visitor reached this server: `https://holocron.example`. Null when the request has no usable Host. */
export function readOrigin(headers: Headers): string | null {
  const scheme = headers.get('x-forwarded-proto') === 'https' ? 'https' : 'http'
  const origin = `${scheme}://${headers.get('host') ?? ''}`
  if (!URL.canParse(origin)) return null
  const url = new URL(origin)
  return PLAIN_HOST.test(url.host) ? url.origin : null
}
