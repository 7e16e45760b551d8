import 'server-only'
import type { Middleware } from '@/lib/connection'
import { pathOf } from '@/lib/middleware/refuse'
import { yieldToEventLoop } from '@/lib/timing'

const CHECKS = new Set(['/api/health', '/api/ready'])

/**
 * Admits requests one by one, each in its own event loop turn: otherwise hundreds that arrive together would all be
 * started in one go, and everything else would wait for that. Health checks skip the queue.
 */
export const queueRequest: Middleware = (request, _, next) => {
  if (CHECKS.has(pathOf(request))) next()
  else void yieldToEventLoop().then(next)
}
