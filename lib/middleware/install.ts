/** The middleware that every request passes before Next.js sees it, in this order. */
import 'server-only'
import { addMiddleware } from '@/lib/connection'
import { readForwarded } from '@/lib/middleware/forwarded-headers'
import { awaitDatabase } from '@/lib/middleware/database-away'
import { checkHost } from '@/lib/middleware/host-name'
import { checkMethod } from '@/lib/middleware/methods'
import { queueRequest } from '@/lib/middleware/one-at-a-time'
import { answerEarly } from '@/lib/middleware/kept-answers'
import { explainOutdatedForms } from '@/lib/middleware/outdated-forms'
import { preparePage } from '@/lib/middleware/pages'
import { releaseWhenQuiet } from '@/lib/middleware/quiet'
import { secureResponse } from '@/lib/middleware/security-headers'
import { limitStreams } from '@/lib/middleware/stream-limit'

export function installMiddleware(): void {
  for (const middleware of [
    secureResponse,
    releaseWhenQuiet,
    queueRequest,
    readForwarded,
    checkHost,
    checkMethod,
    limitStreams,
    explainOutdatedForms,
    awaitDatabase,
    answerEarly,
    preparePage,
  ])
    addMiddleware(middleware)
}
