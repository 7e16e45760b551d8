/** What the app needs from Inngest: the client and every function it serves. */
import { inngest } from '@/inngest/client'
import { downloadDataset } from '@/inngest/download-dataset'

export { inngest }

export const functions = [downloadDataset]
