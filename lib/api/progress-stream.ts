/** The progress of a download as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeProgress, type ProgressSample } from '@/lib/datasets/progress'
import { getDataset } from '@/lib/datasets/store'
import { isRunning, type Dataset } from '@/lib/datasets/types'

const LOOK_EVERY_MS = 500
/** The pace is told over this time. */
const PACE_MS = 10_000

/**
 * An event `progress` with each look at the database, and `end` with the status once the download has ended, after which
 * there is nothing more. Ends without it when the client leaves.
 */
export function streamProgress(dataset: Dataset, signal: AbortSignal): ReadableStream<Uint8Array> {
  const events = follow(dataset, signal)
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

async function* follow(first: Dataset, signal: AbortSignal): AsyncGenerator<string, undefined> {
  const samples: ProgressSample[] = []
  for (let dataset: Dataset | null = first; !signal.aborted; dataset = await getDataset(first.id)) {
    if (dataset === null || !isRunning(dataset.status)) {
      yield formatEvent('end', { status: dataset?.status ?? 'deleted' })
      return undefined
    }
    const at = new Date()
    while (samples[0] && at.getTime() - samples[0].at.getTime() > PACE_MS) samples.shift()
    yield formatEvent('progress', describeProgress(dataset, at, samples[0]))
    samples.push({ at, rowCount: dataset.rowCount, pagesDone: dataset.pagesDone })
    // An abort only ends the wait.
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
  return undefined
}

function formatEvent(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
