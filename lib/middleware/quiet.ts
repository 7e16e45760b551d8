import 'server-only'
import type { Middleware } from '@/lib/connection'
import { releaseFreeMemory } from '@/lib/duckdb/free-memory'
import { log } from '@/lib/log'
import { isCheck } from '@/lib/middleware/one-at-a-time'

/** How long nobody may have asked anything, in milliseconds: whoever goes on looking would need the memory again. */
const QUIET_MS = 5_000

/** When everybody has gone, the process keeps no more memory than it uses. Checks of its health do not count. */
export const releaseWhenQuiet: Middleware = (request, response, next) => {
  if (!isCheck(request)) response.once('close', waitForQuiet)
  next()
}

let timer: NodeJS.Timeout | undefined

function waitForQuiet(): void {
  if (timer) timer.refresh()
  else timer = setTimeout(release, QUIET_MS).unref()
}

function release(): void {
  releaseFreeMemory().catch((error: unknown) => log.warn({ err: error }, 'could not release free memory'))
}
