import 'server-only'
import { Readable } from 'node:stream'
import { untilCancelled } from '@/lib/datasets/download/cancellation'
import { Meter } from '@/lib/datasets/download/meter'
import type { DownloadStep } from '@/lib/datasets/model/download'
import { env } from '@/lib/env'
import { openSource, type Source } from '@/lib/swapi/source'

/** Reads a source while the download is running; however that ends, every request sent is counted. */
export function withSource<T>(
  step: DownloadStep,
  source: string,
  task: (reader: Source, meter: Meter) => Promise<T>,
  { manyPages = false } = {},
): Promise<T> {
  return untilCancelled(step, async (signal) => {
    const meter = new Meter(step)
    const reader = openSource(source, { onRequest: meter.countRequest, signal, manyPages })
    try {
      return await task(reader, meter)
    } finally {
      await reader.close()
      await meter.close()
    }
  })
}

/** Reads several concurrently, preserves their order, and stops when one fails. */
export function readInOrder<K, T>(keys: K[], read: (key: K) => Promise<T>): AsyncIterable<T> {
  return Readable.from(keys).map(read, { concurrency: env().UPSTREAM_CONCURRENCY })
}
