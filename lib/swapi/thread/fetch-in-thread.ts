/**
 * Reads documents in a thread of its own, for lists of many pages: half the processor time of a long download are
 * requests, decompression and JSON. In the thread that serves, each promise costs more (AsyncLocalStorage on Node 20), and
 * visitors would have to wait: docs/decisions/0058-a-thread-for-many-pages.md.
 */
import 'server-only'
import type { FetchedJson, FetchJsonOptions } from '@/lib/swapi/http/fetch-json'
import { unpackError } from '@/lib/swapi/thread/messages'
import { ReaderThread } from '@/lib/swapi/thread/reader-thread'

type Options = Pick<FetchJsonOptions, 'timeoutMs' | 'maxBytes' | 'onRequest' | 'signal'>

let thread: ReaderThread | null = null

/**
 * As `fetchJson`, but in the other thread, which is started when it is needed. Of records, only the fields are kept that
 * datasets are made from.
 * @throws SourceError also when that thread ends
 */
export async function fetchInThread(
  program: string,
  url: string,
  { timeoutMs, maxBytes, onRequest, signal }: Options,
): Promise<FetchedJson> {
  signal?.throwIfAborted()
  const reader = (thread ??= new ReaderThread(program, () => {
    if (thread === reader) thread = null
  }))
  const { requests, outcome } = await reader.read({ url, timeoutMs, maxBytes }, signal)
  for (const request of requests) onRequest?.(request)
  signal?.throwIfAborted()
  if ('document' in outcome) return outcome.document
  throw unpackError(outcome.failure)
}

/** Ends the other thread, unless it reads something, before work that needs much memory. */
export function endIdleReaderThread(): void {
  thread?.endIfIdle()
}

/** Ends the other thread, if there is one, before the process ends. */
export function endReaderThread(): void {
  thread?.end()
}
