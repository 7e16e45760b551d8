/** The progress of downloads as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import 'server-only'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import { progressWatch, type Follower, type Snapshot } from '@/lib/api/progress-watch'
import { stopping } from '@/lib/connection'
import { yieldToEventLoop } from '@/lib/timing'

// Tells proxies not to buffer events, and forbids compressing them, which would take some 250 kB of memory for each
// stream.
const HEADERS = {
  'content-type': CONTENT_TYPES.events,
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

/** The id of the event that ends a stream: browsers send it when they reconnect, which they do automatically. */
const ENDED = 'ended'

/** A server that is stopping may be back after this time, in milliseconds. */
const COME_BACK_AFTER_MS = 5_000
const STOPPING = `retry: ${COME_BACK_AFTER_MS}\nevent: stopping\ndata: {}\n\n`

/**
 * Follows downloads: a `progress` event with each database poll, and `end` with the status when a download has ended; the
 * stream closes after the last `end`. `stopping` says that the server is stopping, and to reconnect later. A client that
 * reconnects after the end gets 204, to make it stop. lib/middleware/stream-limit.ts limits the number of streams.
 */
export function answerProgress(request: Request, ids: string[]): Response {
  if (ids.length === 0 || request.headers.get('last-event-id') === ENDED) {
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  }
  // Nothing would read, or end, the stream of a HEAD request.
  if (request.method === 'HEAD') return new Response(null, { headers: HEADERS })
  const follower = progressWatch().follow(ids)
  request.signal.addEventListener('abort', follower.close, { once: true })
  if (request.signal.aborted) follower.close()
  return new Response(stream(follow(follower, ids, request.signal)), { headers: HEADERS })
}

function stream(events: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await events.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await events.return(undefined)
    },
  })
}

async function* follow(follower: Follower, ids: string[], signal: AbortSignal): AsyncGenerator<string> {
  const running = new Set(ids)
  try {
    while (running.size > 0 && !signal.aborted) {
      // Without the database there is nothing to report; a request for JSON gets the reason.
      const snapshots = await follower.next().catch(() => null)
      if (stopping().aborted) yield STOPPING
      if (stopping().aborted || snapshots === null) return
      // All followers are woken by the same poll.
      await yieldToEventLoop()
      const news = snapshots.filter(({ id }) => running.has(id))
      for (const { id, progress } of news) if (progress === null) running.delete(id)
      // A comment when there is nothing new, so that proxies keep the connection open.
      yield news.length === 0 ? ':\n\n' : news.map(formatSnapshot).join('')
    }
    if (running.size === 0) yield `id: ${ENDED}\n\n`
  } finally {
    follower.close()
  }
}

/** All followers get the same snapshot. */
const texts = new WeakMap<Snapshot, string>()

function formatSnapshot(snapshot: Snapshot): string {
  const text = texts.get(snapshot) ?? writeEvent(snapshot)
  texts.set(snapshot, text)
  return text
}

function writeEvent({ id, status, progress }: Snapshot): string {
  return progress === null
    ? `event: end\ndata: ${JSON.stringify({ id, status })}\n\n`
    : `event: progress\ndata: ${JSON.stringify({ id, ...progress })}\n\n`
}
