import { eventType } from 'inngest'
import { z } from 'zod'

/** A person asked for the latest people. Its id is the dataset's, so that sending it twice starts one run. */
export const downloadRequested = eventType('dataset/download.requested', {
  schema: z.object({ datasetId: z.string(), requestedSource: z.string() }),
})

/** A person took it back. */
export const downloadCancelled = eventType('dataset/download.cancelled', {
  schema: z.object({ datasetId: z.string() }),
})
