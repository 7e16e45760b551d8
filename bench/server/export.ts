/** Exports over HTTP: their speed, their memory, and how soon an aborted one makes room for the next. */
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { progress, quantile, summarize } from '../measure'
import { formatMs, formatNumber } from '../table'
import type { ServerBench, ServerRow } from './context'
import { getJson, openStream } from './http'

const SAMPLE_EVERY_MS = 200
const SAMPLE_EVERY_MS_QUICK = 40

/** Selects four rows out of five. */
function exportUrl({ server, data }: ServerBench, format: string): string {
  return `${server.url}/api/datasets/${data.dataset.id}/rows?height__gt=100&${format}`
}

/** Reads and discards an export while sampling the server's memory. */
export async function benchExport(bench: ServerBench): Promise<ServerRow[]> {
  progress('server: export')
  const { total } = await getJson<{ total: number }>(exportUrl(bench, 'limit=1'))
  let bytes = 0
  const samples: { bytes: number; mb: number }[] = []
  const look = (): void => {
    const memory = bench.server.memoryMb()
    if (memory) samples.push({ bytes, mb: memory.now })
  }
  const timer = setInterval(look, bench.isQuick ? SAMPLE_EVERY_MS_QUICK : SAMPLE_EVERY_MS)
  const start = performance.now()
  for await (const chunk of await openStream(exportUrl(bench, 'format=csv'))) {
    bytes += (chunk as Buffer).byteLength
  }
  const ms = performance.now() - start
  clearInterval(timer)
  look()
  const speed = `${formatNumber((total * 1000) / ms)} rows/s (${formatNumber(total)} rows, ${formatNumber(bytes / 1e6)} MB)`
  return [
    ['filtered export as CSV over HTTP', speed, '–'],
    [
      'memory of the server during that export',
      describeMemory(samples, bytes),
      'within ± 50 MB after the first 10 %',
    ],
  ]
}

/** Medians over a tenth of the bytes, early and late: single samples depend on garbage collection. */
function describeMemory(samples: { bytes: number; mb: number }[], total: number): string {
  const within = (from: number, to: number): number =>
    quantile(
      samples.filter(({ bytes }) => bytes >= from * total && bytes <= to * total).map(({ mb }) => mb),
      0.5,
    )
  const [early, late] = [within(0.1, 0.2), within(0.9, 1)]
  if (Number.isNaN(early) || Number.isNaN(late)) return '– (too short, or no /proc)'
  const later = samples.filter(({ bytes }) => bytes >= 0.1 * total).map(({ mb }) => mb)
  const growth = late - early
  return (
    `${formatNumber(early)} MB early, ${formatNumber(late)} MB at the end (${growth < 0 ? '−' : '+'}${Math.abs(growth).toFixed(0)}), ` +
    `between ${formatNumber(Math.min(...later))} and ${formatNumber(Math.max(...later))} MB after the first 10 %`
  )
}

/** The defaults of HEAVY_QUERIES and HEAVY_QUEUE: how many exports may be open, and how many may wait. */
const PLACES = 8
const LINE = 32

const ENOUGH_BYTES = 1_000_000

/**
 * All slots are taken by exports whose readers have paused after 1 MB; one more waits in the queue. Then a
 * reader disconnects: the waiting export sends its first bytes only once the query of the other is gone. A
 * full run has more rounds than there are slots and queue entries together, so that slots which are never
 * released would be noticed.
 */
export async function benchCancel(bench: ServerBench): Promise<ServerRow[]> {
  progress('server: aborted exports')
  const url = exportUrl(bench, 'format=csv')
  const alone: number[] = []
  for (let run = 0; run < 5; run++) {
    const start = performance.now()
    const response = await openStream(url)
    alone.push(performance.now() - start)
    response.destroy()
    await sleep(100)
  }
  const running: IncomingMessage[] = []
  for (let place = 0; place < PLACES; place++) running.push(await openAndPause(url))
  const rounds = bench.isQuick ? 8 : PLACES + LINE + 6
  const waits: number[] = []
  for (let round = 0; round < rounds; round++) {
    const next = openAndPause(url)
    await sleep(50)
    const start = performance.now()
    running.shift()?.destroy()
    const response = await next
    waits.push(response.firstByteAt - start)
    running.push(response)
  }
  for (const response of running) response.destroy()
  const { median, p95 } = summarize(waits)
  return [
    [
      `export aborted after 1 MB, ${rounds} times: until the next in the queue has its first byte`,
      `p50 ${formatMs(median)}, p95 ${formatMs(p95)} (an export alone: ${formatMs(quantile(alone, 0.5))})`,
      '≤ 200 ms',
    ],
  ]
}

/** Reads 1 MB of an export, then pauses. */
async function openAndPause(url: string): Promise<IncomingMessage & { firstByteAt: number }> {
  const response = await openStream(url)
  const firstByteAt = performance.now()
  let bytes = 0
  await new Promise<void>((resolve, reject) => {
    response.once('error', reject)
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (bytes < ENOUGH_BYTES) return
      response.pause()
      resolve()
    })
  })
  // It is aborted later, which is not a failure.
  response.removeAllListeners('error').on('error', () => undefined)
  return Object.assign(response, { firstByteAt })
}
