import 'server-only'
import type { IncomingMessage } from 'node:http'
import { isServed, parseHostName } from '@/lib/access/host-names'
import type { Middleware } from '@/lib/connection'
import { env } from '@/lib/env'
import { refuseRequest } from '@/lib/middleware/refuse'

/** Refuses any request for a host name that is not Holocron's with 421 (RFC 9110, 15.5.20). */
export const checkHost: Middleware = (request, response, next) => {
  takeAuthority(request)
  const name = parseHostName(request.headers.host)
  if (name !== null && isServed(name, env())) return next()
  const message =
    name === null
      ? 'The request names no host: its Host header is missing or invalid.'
      : `Holocron is not served under the name ${name}. If it should be, add it to the settings: ALLOWED_HOSTS=${name}`
  refuseRequest(request, response, { code: 'wrong_host', message })
}

/** A request target in absolute form (`GET http://name/path`) overrides the Host header (RFC 9112, 3.2.2). */
function takeAuthority(request: IncomingMessage): void {
  const { url = '/' } = request
  if (url.startsWith('/') || url === '*') return
  const [, authority, path = ''] = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)(.*)$/i.exec(url) ?? []
  request.headers.host = authority ?? ''
  request.url = path.startsWith('/') ? path : `/${path}`
}
