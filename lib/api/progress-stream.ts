/** The progress of downloads as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import 'server-only'
import { CONTENT_TYPES } from '@/lib/api/content-types'
import { progressWatch, type Follower, type Sight } from '@/lib/api/progress-watch'
import { stopping } from '@/lib/connection'
import { takeTurn } from '@/lib/turns'

// Proxies are told not to collect events before they pass them on, and nobody is to compress them: that would keep some
// 250 kB of memory for each stream.
const HEADERS = {
  'content-type': CONTENT_TYPES.events,
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

/** The id of the event that ends a stream: browsers that connect again, as they do by themselves, say it. */
const ENDED = 'ended'

/** A server that stops may be back after so long, in milliseconds. */
const COME_BACK_AFTER_MS = 5_000
const STOPPING = `retry: ${COME_BACK_AFTER_MS}\nevent: stopping\ndata: {}\n\n`

/**
 * Follows downloads: an event `progress` with each look at the database, and `end` with the status when a download has
 * ended; after the last `end` there is nothing more. `stopping` says that the server does, and to ask again later.
 * Who comes back after the end is told to stay away (204). How many are served is up to lib/gates/streams.ts.
 */
export function answerProgress(request: Request, ids: string[]): Response {
  if (ids.length === 0 || request.headers.get('last-event-id') === ENDED) {
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  }
  // Nobody would read, or end, the stream of a HEAD.
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
      // Without the database there is nothing to say; who asks for the JSON hears why.
      const sights = await follower.next().catch(() => null)
      if (stopping().aborted) yield STOPPING
      if (stopping().aborted || sights === null) return
      // All who follow are woken by the same look.
      await takeTurn()
      const news = sights.filter(({ id }) => running.has(id))
      for (const { id, progress } of news) if (progress === null) running.delete(id)
      // A comment where there is nothing new, so that proxies keep the connection.
      yield news.length === 0 ? ':\n\n' : news.map(formatSight).join('')
    }
    if (running.size === 0) yield `id: ${ENDED}\n\n`
  } finally {
    follower.close()
  }
}

/** The same sight goes to everybody who follows. */
const texts = new WeakMap<Sight, string>()

function formatSight(sight: Sight): string {
  const text = texts.get(sight) ?? writeEvent(sight)
  texts.set(sight, text)
  return text
}

function writeEvent({ id, status, progress }: Sight): string {
  return progress === null
    ? `event: end\ndata: ${JSON.stringify({ id, status })}\n\n`
    : `event: progress\ndata: ${JSON.stringify({ id, ...progress })}\n\n`
}
