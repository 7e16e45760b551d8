import 'server-only'
import type { IncomingMessage } from 'node:http'
import type { Gate } from '@/lib/connection'
import { env } from '@/lib/env'
import { pathOf, refuseRequest } from '@/lib/gates/refuse'

const STREAM = /^\/api\/(datasets\/[^/]+\/)?progress\/?$/

let open = 0

/**
 * Serves `PROGRESS_STREAMS` streams at a time, and refuses more before Next.js sees them: a thousand that come at once
 * cost the one thread next to nothing.
 */
export const limitStreams: Gate = (request, response, next) => {
  if (!isStream(request)) return next()
  if (open >= env().PROGRESS_STREAMS) {
    return refuseRequest(request, response, {
      code: 'busy',
      message:
        'Too many are following downloads as they run. Ask for the state of yours now and then instead: format=json.',
    })
  }
  open += 1
  response.once('close', () => (open -= 1))
  next()
}

/** HEAD is answered at once. */
function isStream(request: IncomingMessage): boolean {
  if (request.method !== 'GET' || !STREAM.test(pathOf(request))) return false
  return new URLSearchParams(request.url?.split('?')[1]).get('format') !== 'json'
}
