/** Registers this app with the Inngest server, by itself and for as long as it runs. */
import 'server-only'
import { serve } from 'inngest/edge'
import { z } from 'zod'
import { functions, inngest } from '@/inngest'
import { testConnection } from '@/inngest/confirm-connection'
import {
  claimTry,
  readServerState,
  recordRefused,
  recordRegistered,
  type ServerAddress,
  serverAddress,
} from '@/lib/inngest-server/state'
import { log } from '@/lib/log'
import { arriveWithin } from '@/lib/timing'

/** The first try waits until this server listens, so that it can be called. In milliseconds, as all of these. */
const FIRST_AFTER_MS = 500
/** Waits between tries while it is not registered; the last one repeats. */
const RETRY_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 15_000]
/** A server that was emptied has forgotten its functions, and learns them again within this time. */
const REPEAT_AFTER_MS = 60_000
const ANSWERS_WITHIN_MS = 10_000

const answerSchema = z.object({ message: z.string().optional(), modified: z.boolean().optional() })

/** Returns a function that stops it. Does nothing unless a server is configured. */
export function startRegistering(): () => void {
  const address = serverAddress()
  if (address === null) return () => undefined
  let timer: NodeJS.Timeout
  let isStopped = false
  const plan = (waitMs: number, tries: number, everyMs: number): void => {
    if (isStopped) return
    timer = setTimeout(() => {
      void tryToRegister(address, everyMs).then((isConnected) => {
        if (isConnected) return plan(REPEAT_AFTER_MS, 0, REPEAT_AFTER_MS / 2)
        plan(RETRY_AFTER_MS[Math.min(tries, RETRY_AFTER_MS.length - 1)] ?? REPEAT_AFTER_MS, tries + 1, 0)
      })
    }, waitMs)
    timer.unref()
  }
  plan(FIRST_AFTER_MS, 0, 0)
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}

async function tryToRegister(address: ServerAddress, everyMs: number): Promise<boolean> {
  try {
    return await register(address, everyMs)
  } catch (error) {
    log.warn({ err: error }, 'could not register with the Inngest server')
    return false
  }
}

/**
 * Registers, unless a replica has tried to in the last `everyMs`. True if the server accepts the functions and has
 * called one; otherwise asks it to.
 */
export async function register(address: ServerAddress, everyMs = 0): Promise<boolean> {
  const before = await readServerState(address)
  if (await claimTry(address, everyMs)) {
    const refusal = await ask(address)
    if (refusal !== null) {
      if (refusal !== before.problem) log.error({ ...address }, refusal)
      await recordRefused(address, refusal)
      return false
    }
  }
  const { calledAt, problem } = await readServerState(address)
  if (calledAt === null) await testConnection()
  else if (before.calledAt === null) log.info({ ...address }, 'connected to the Inngest server')
  return calledAt !== null && problem === null
}

/** Returns why the server did not accept the functions, as a sentence; null if it did. */
async function ask(address: ServerAddress): Promise<string | null> {
  const handler = serve({ client: inngest, functions, serveOrigin: new URL(address.serveUrl).origin })
  // The handler, asked to register, sends the functions to the server; no request leaves for this address.
  const request = new Request(address.serveUrl, {
    method: 'PUT',
    headers: { host: new URL(address.serveUrl).host },
  })
  const response = await arriveWithin(ANSWERS_WITHIN_MS, Promise.resolve(handler(request)))
  if (response === null) return `Inngest at ${address.baseUrl} does not respond.`
  const { message, modified = false } = answerSchema.parse(await response.json())
  if (response.status !== 200) return describeRefusal(address, response.status, message)
  await recordRegistered(address, modified)
  return null
}

function describeRefusal({ baseUrl }: ServerAddress, status: number, message = ''): string {
  if (status === 401 || status === 403 || /\b40[13]\b/.test(message))
    return `Inngest at ${baseUrl} did not accept the signing key: check INNGEST_SIGNING_KEY.`
  if (/fetch failed|ECONNREFUSED|ENOTFOUND|timeout|aborted/i.test(message))
    return `Inngest at ${baseUrl} does not respond.`
  return `Inngest at ${baseUrl} refused the registration${message ? ` (${message})` : ''}.`
}
