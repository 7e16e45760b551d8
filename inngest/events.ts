import { eventType } from 'inngest'
import { z } from 'zod'

const download = z.object({ datasetId: z.string(), attempt: z.number().int().positive().optional() })

/** A person asked for the latest people. Its id is the download's key, so that sending it twice starts one run. */
export const downloadRequested = eventType('dataset/download.requested', {
  schema: download.extend({ requestedSource: z.string(), key: z.string().optional() }),
})

/** A person took it back. */
export const downloadCancelled = eventType('dataset/download.cancelled', {
  schema: download.extend({ key: z.string() }),
})

/** What was asked for, from an event's data. Events of versions that knew no retry do not say which attempt it is. */
export function readRequested(data: unknown): {
  datasetId: string
  attempt: number
  requestedSource: string
} {
  const { attempt = 1, ...requested } = downloadRequested.schema.parse(data)
  return { ...requested, attempt }
}

/** Names one attempt at a download among all. The first has the name of its dataset. */
export function downloadKey(datasetId: string, attempt: number): string {
  return attempt === 1 ? datasetId : `${datasetId}-${attempt}`
}
