import 'server-only'
import type { Gate } from '@/lib/connection'
import { pathOf } from '@/lib/gates/refuse'
import { takeTurn } from '@/lib/turns'

/**
 * Lets requests in one by one, each in a turn of the event loop of its own: hundreds that come in the same moment would
 * otherwise be begun in one go, and everything else wait for that. Whoever asks how the server is goes ahead of them.
 */
export const standInLine: Gate = (request, _, next) => {
  if (pathOf(request) === '/api/health') next()
  else void takeTurn().then(next)
}
