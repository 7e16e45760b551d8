/** What the app needs from Inngest: the client and every function it serves. */
import { inngest } from '@/inngest/client'
import { confirmConnection } from '@/inngest/confirm-connection'
import { downloadDataset } from '@/inngest/download-dataset'
import { serverAddress } from '@/lib/inngest-server/state'

export { inngest }

/** A connection can only be tested where there is one. */
export const functions = serverAddress() === null ? [downloadDataset] : [downloadDataset, confirmConnection]
