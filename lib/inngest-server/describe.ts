import 'server-only'
import { isCloud } from '@/lib/inngest-server/settings'
import {
  readServerState,
  type ServerAddress,
  serverAddress,
  type ServerState,
} from '@/lib/inngest-server/state'

/** What keeps an Inngest server from executing downloads. */
export interface ServerNotice {
  /** A sentence: what is wrong. */
  problem: string
  /** A sentence: what to do. */
  advice: string
  /** A command that does it; null if there is none. */
  command: string | null
}

/** Null if the server calls this app, and for the embedded runner and a development server. */
export async function getServerNotice(): Promise<ServerNotice | null> {
  const address = serverAddress()
  return address && describeServer(address, await readServerState(address))
}

export function describeServer(
  { baseUrl, serveUrl }: ServerAddress,
  { registeredAt, calledAt, problem }: ServerState,
): ServerNotice | null {
  if (calledAt !== null)
    return problem === null ? null : { problem, advice: 'Downloads wait until it responds.', command: null }
  const unregistered = `Holocron is not registered with Inngest at ${baseUrl}`
  if (registeredAt !== null && problem === null)
    return {
      problem: `${unregistered}: it accepted the registration, but has not called ${serveUrl} yet.`,
      advice: `If this stays, it does not reach that address: check INNGEST_SERVE_ORIGIN.`,
      command: null,
    }
  return {
    problem: problem === null ? `${unregistered} yet.` : `${unregistered}. ${problem}`,
    advice: isCloud(baseUrl)
      ? `Downloads do not start until it is. Holocron tries again by itself; you can also sync ${serveUrl} as a new app there.`
      : 'Downloads do not start until it is. Holocron tries again by itself; you can also start Inngest so that it registers Holocron:',
    command: isCloud(baseUrl) ? null : `inngest start --sdk-url ${serveUrl} …`,
  }
}
