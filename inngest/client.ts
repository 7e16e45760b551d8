import { Inngest } from 'inngest'
import { embeddedFetch } from '@/inngest/embedded/transport'
import { isEmbedded } from '@/lib/env'
import { log } from '@/lib/log'

/**
 * With no Inngest setting, events go to the embedded runner in this process; otherwise to the Inngest server
 * configured by INNGEST_DEV or the keys. The functions are the same. The SDK logs every failed step with its
 * stack. Ours log what matters in one line, so the SDK's logger stays quiet unless debugging.
 */
export const inngest = new Inngest({
  id: 'holocron',
  logger: log.child({}, { level: log.isLevelEnabled('debug') ? 'debug' : 'fatal' }),
  ...(isEmbedded() && { isDev: true, eventKey: 'embedded', fetch: embeddedFetch }),
})
