import 'server-only'
import type { IncomingMessage } from 'node:http'
import type { Middleware } from '@/lib/connection'
import { pathOf } from '@/lib/middleware/refuse'
import { yieldToEventLoop } from '@/lib/timing'

const CHECKS = new Set(['/api/health', '/api/ready'])

/**
 * Admits requests one by one, each in its own event loop turn: otherwise hundreds that arrive together would all be
 * started in one go, and everything else would wait for that. Health checks skip the queue.
 */
export const queueRequest: Middleware = (request, _, next) => {
  if (isCheck(request)) next()
  else void yieldToEventLoop().then(next)
}

/** True for a check of the server's health, which programs send all the time. */
export function isCheck(request: IncomingMessage): boolean {
  return CHECKS.has(pathOf(request))
}
