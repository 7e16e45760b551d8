import { Inngest } from 'inngest'
import { embeddedFetch } from '@/inngest/embedded/transport'
import { env, isEmbedded } from '@/lib/env'
import { isCloud } from '@/lib/inngest-server/settings'
import { log } from '@/lib/log'

/** How long an Inngest server may take to respond, in milliseconds: people wait for it when they start a download. */
const RESPONDS_WITHIN_MS = 5_000

/**
 * With no Inngest setting, events go to the embedded runner in this process; otherwise to the Inngest server
 * configured by INNGEST_DEV or INNGEST_BASE_URL. The functions are the same. The SDK logs every failed step with its
 * stack. Ours log what matters in one line, so the SDK's logger stays quiet unless debugging.
 */
export const inngest = new Inngest({
  id: 'holocron',
  logger: log.child({}, { level: log.isLevelEnabled('debug') ? 'debug' : 'fatal' }),
  ...(isEmbedded() ? { isDev: true, eventKey: 'embedded', fetch: embeddedFetch } : serverOptions()),
})

function serverOptions(): { baseUrl?: string; fetch: typeof fetch } {
  const { INNGEST_BASE_URL } = env()
  return {
    ...(INNGEST_BASE_URL !== undefined && !isCloud(INNGEST_BASE_URL) && { baseUrl: INNGEST_BASE_URL }),
    fetch: fetchInTime,
  }
}

/** The SDK waits for a response without a limit. */
function fetchInTime(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const timeout = AbortSignal.timeout(RESPONDS_WITHIN_MS)
  const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout
  return fetch(input, { ...init, signal })
}
