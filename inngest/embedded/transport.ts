/** Connects the client to the embedded runner: receives what the SDK would send to an Inngest server. */
import { z } from 'zod'

/** The SDK repeats this value when it resends the same events, so that they do not count as new ones. */
const SEED_HEADER = 'x-inngest-event-id-seed'

export const eventSchema = z.object({
  id: z.string(),
  name: z.string(),
  data: z.record(z.string(), z.unknown()).default({}),
  ts: z.number().optional(),
})

/** An event as sent: always with an id, set by the sender or here. */
export type EmbeddedEvent = z.infer<typeof eventSchema>

export interface EventReceiver {
  /** Stores the runs that the events start; resolves once they are stored. */
  receive(events: EmbeddedEvent[]): Promise<void>
}

const globals = globalThis as typeof globalThis & { holocronEventReceiver?: EventReceiver }

/** Kept on globalThis, because Next.js loads this module once per bundle. */
export function setEventReceiver(receiver: EventReceiver | undefined): void {
  if (receiver) globals.holocronEventReceiver = receiver
  else delete globals.holocronEventReceiver
}

/** Replaces `fetch` in the Inngest client: accepts events (`POST /e/<key>`) and nothing else. */
export async function embeddedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init)
  if (request.method !== 'POST' || !new URL(request.url).pathname.startsWith('/e/')) {
    return Response.json({ error: 'The embedded runner only accepts events.' }, { status: 404 })
  }
  const receiver = globals.holocronEventReceiver
  if (!receiver) return Response.json({ error: 'The embedded runner has not been started.' }, { status: 503 })
  const events = readEvents(await request.text(), request.headers.get(SEED_HEADER))
  if (!events) return Response.json({ error: 'The request body does not contain events.' }, { status: 400 })
  await receiver.receive(events)
  return Response.json({ ids: events.map(({ id }) => id), status: 200 })
}

function readEvents(body: string, seed: string | null): EmbeddedEvent[] | null {
  try {
    const events = [JSON.parse(body) as unknown].flat()
    return z.array(eventSchema).parse(events.map((event, index) => withId(event, index, seed)))
  } catch {
    return null
  }
}

function withId(event: unknown, index: number, seed: string | null): unknown {
  return typeof event === 'object' && event !== null && !('id' in event && event.id)
    ? { ...event, id: seed === null ? crypto.randomUUID() : `${seed}-${index}` }
    : event
}
