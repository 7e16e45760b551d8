import { eventType } from 'inngest'
import { z } from 'zod'

const download = z.object({ datasetId: z.string(), attempt: z.number().int().positive().optional() })

/** A user requested a download. The event's id is the download's key, so sending it twice starts one run. */
export const downloadRequested = eventType('dataset/download.requested', {
  schema: download.extend({ requestedSource: z.string(), key: z.string().optional() }),
})

/** A user cancelled it. */
export const downloadCancelled = eventType('dataset/download.cancelled', {
  schema: download.extend({ key: z.string() }),
})

/** Parses an event's data. Events from versions without retries carry no attempt number. */
export function readRequested(data: unknown): {
  datasetId: string
  attempt: number
  requestedSource: string
} {
  const { attempt = 1, ...requested } = downloadRequested.schema.parse(data)
  return { ...requested, attempt }
}

/** Identifies one attempt of a download. The first attempt's key is the dataset's id. */
export function downloadKey(datasetId: string, attempt: number): string {
  return attempt === 1 ? datasetId : `${datasetId}-${attempt}`
}
