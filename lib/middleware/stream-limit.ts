import 'server-only'
import type { IncomingMessage } from 'node:http'
import type { Middleware } from '@/lib/connection'
import { env } from '@/lib/env'
import { pathOf, refuseRequest } from '@/lib/middleware/refuse'

const STREAM = /^\/api\/(datasets\/[^/]+\/)?progress\/?$/

let open = 0

/**
 * Serves up to `PROGRESS_STREAMS` streams at a time, and refuses more before Next.js sees them: a thousand that arrive
 * together cost the single thread next to nothing.
 */
export const limitStreams: Middleware = (request, response, next) => {
  if (!isStream(request)) return next()
  if (open >= env().PROGRESS_STREAMS) {
    return refuseRequest(request, response, {
      code: 'busy',
      message: 'Too many clients are following downloads. Poll with format=json instead.',
    })
  }
  open += 1
  response.once('close', () => (open -= 1))
  next()
}

/** HEAD gets an immediate response, so it does not count. */
function isStream(request: IncomingMessage): boolean {
  if (request.method !== 'GET' || !STREAM.test(pathOf(request))) return false
  return new URLSearchParams(request.url?.split('?')[1]).get('format') !== 'json'
}
