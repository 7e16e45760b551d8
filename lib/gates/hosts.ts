import 'server-only'
import type { IncomingMessage } from 'node:http'
import type { Gate } from '@/lib/connection'
import { env } from '@/lib/env'
import { refuseRequest } from '@/lib/gates/refuse'
import { isServed, parseHostName } from '@/lib/hosts'

/** Refuses requests for other host names than Holocron's with 421 (RFC 9110, 15.5.20), whatever they are for. */
export const checkHost: Gate = (request, response, next) => {
  takeAuthority(request)
  const name = parseHostName(request.headers.host)
  if (name !== null && isServed(name, env())) return next()
  const message =
    name === null
      ? 'The request does not say for which host it is: its Host header is missing, or is no host name.'
      : `Holocron is not served under the name ${name}. If it should be, add that to its setting: ALLOWED_HOSTS=${name}`
  refuseRequest(request, response, { code: 'wrong_host', message })
}

/** An address that is given whole (`GET http://name/path`) says by itself which host is meant (RFC 9112, 3.2.2). */
function takeAuthority(request: IncomingMessage): void {
  const { url = '/' } = request
  if (url.startsWith('/') || url === '*') return
  const [, authority, path = ''] = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)(.*)$/i.exec(url) ?? []
  request.headers.host = authority ?? ''
  request.url = path.startsWith('/') ? path : `/${path}`
}
