/** What is known about the Inngest server that this app uses: shared by all replicas, and kept over restarts. */
import 'server-only'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import type { InngestServerModel } from '@/lib/generated/sqlite/models'

/** The path at which the server calls this app. */
export const SERVE_PATH = '/api/inngest'

/** The addresses of a server that calls are verified for. */
export interface ServerAddress {
  baseUrl: string
  /** Where it calls this app. */
  serveUrl: string
}

/** The configured server; null for the embedded runner, and for a development server, which finds the app by itself. */
export function serverAddress(): ServerAddress | null {
  const { INNGEST_DEV, INNGEST_BASE_URL, INNGEST_SERVE_ORIGIN } = env()
  if (INNGEST_DEV !== undefined || INNGEST_BASE_URL === undefined || INNGEST_SERVE_ORIGIN === undefined)
    return null
  return { baseUrl: INNGEST_BASE_URL, serveUrl: `${INNGEST_SERVE_ORIGIN}${SERVE_PATH}` }
}

/** Other addresses are another registration. */
function idOf({ baseUrl, serveUrl }: ServerAddress): string {
  return `${baseUrl} ${serveUrl}`
}

export type ServerState = Omit<InngestServerModel, 'id'>

const UNKNOWN: ServerState = { triedAt: null, registeredAt: null, calledAt: null, problem: null }

export async function readServerState(address: ServerAddress): Promise<ServerState> {
  return (await db().inngestServer.findUnique({ where: { id: idOf(address) } })) ?? UNKNOWN
}

/**
 * Lets one of several replicas try to register: true for the first that asks after the last try has become older than
 * `everyMs`.
 */
export async function claimTry(address: ServerAddress, everyMs: number, now = new Date()): Promise<boolean> {
  const id = idOf(address)
  await db().inngestServer.upsert({ where: { id }, create: { id }, update: {} })
  const before = new Date(now.getTime() - everyMs)
  const { count } = await db().inngestServer.updateMany({
    where: { id, OR: [{ triedAt: null }, { triedAt: { lte: before } }, { triedAt: { gt: now } }] },
    data: { triedAt: now },
  })
  return count > 0
}

/** Records that the server accepted the functions. If it had not known them, its calls have to be seen again. */
export async function recordRegistered(address: ServerAddress, wasUnknown: boolean): Promise<void> {
  await db().inngestServer.updateMany({
    where: { id: idOf(address) },
    data: { registeredAt: new Date(), problem: null, ...(wasUnknown && { calledAt: null }) },
  })
}

/** Records why the server did not accept them, as a sentence. */
export async function recordRefused(address: ServerAddress, problem: string): Promise<void> {
  await db().inngestServer.updateMany({ where: { id: idOf(address) }, data: { problem } })
}

/** Records that the server called a function. Only functions may say so: their calls were verified. */
export async function recordCall(): Promise<void> {
  const address = serverAddress()
  if (address === null) return
  const id = idOf(address)
  const calledAt = new Date()
  await db().inngestServer.upsert({ where: { id }, create: { id, calledAt }, update: { calledAt } })
}
