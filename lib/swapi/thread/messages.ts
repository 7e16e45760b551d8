/** What is passed between the server's thread and the one that reads many pages. Structured clones: no functions. */
import { SourceError } from '@/lib/errors'
import type { FetchedJson, FetchJsonOptions, SentRequest } from '@/lib/swapi/http/fetch-json'

/** Reads a document; `pickFields` says what is kept of its records. */
export interface ReadMessage extends Pick<FetchJsonOptions, 'timeoutMs' | 'maxBytes'> {
  kind: 'read'
  id: number
  url: string
}

/** Ends a read, which is answered all the same. */
export interface StopMessage {
  kind: 'stop'
  id: number
}

/** The end of a read, with the requests that reached the host, in order. */
export interface AnswerMessage {
  id: number
  requests: SentRequest[]
  outcome: { document: FetchedJson } | { failure: Failure }
}

/** A SourceError, or the text of any other error. */
type Failure = Pick<SourceError, 'message' | 'retriable' | 'retryAfterMs' | 'status'> | { text: string }

export function packError(error: unknown): Failure {
  if (!(error instanceof SourceError))
    return { text: error instanceof Error ? (error.stack ?? '') : String(error) }
  const { message, retriable, retryAfterMs, status } = error
  return { message, retriable, retryAfterMs, status }
}

export function unpackError(failure: Failure): Error {
  if ('text' in failure) return new Error(`The thread that reads sources failed: ${failure.text}`)
  const { message, status, ...options } = failure
  return new SourceError(message, { ...options, ...(status !== undefined && { status }) })
}
