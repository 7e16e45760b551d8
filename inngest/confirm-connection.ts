/** Proves that the Inngest server executes functions of this app: an event is sent to it, and its call is recorded. */
import { eventType } from 'inngest'
import { z } from 'zod'
import { inngest } from '@/inngest/client'
import { recordCall } from '@/lib/inngest-server/state'

const connectionTested = eventType('holocron/connection.tested', { schema: z.object({}) })

export const confirmConnection = inngest.createFunction(
  { id: 'confirm-connection', triggers: [connectionTested], retries: 0 },
  async () => {
    await recordCall()
    return null
  },
)

/** @throws when the server does not accept events */
export async function testConnection(): Promise<void> {
  await inngest.send(connectionTested.create({}))
}
