/** Pages of rows and the health check, on an idle server and while two visitors count without pause. */
import { setTimeout as sleep } from 'node:timers/promises'
import { progress, quantile, summarize } from '../measure'
import { formatMs, formatNumber } from '../table'
import { rowsUrls, type ServerBench, type ServerRow } from './context'
import { inBackground, keepAliveAgent, timeGet } from './http'

const PLACES = ['at the start', 'in the middle', 'at the end']

/** Alternating, so that drift affects all equally; the first rounds are warm-up and do not count. */
export async function benchIdleRows(bench: ServerBench): Promise<ServerRow[]> {
  progress('server: pages of rows, idle')
  const urls = rowsUrls(bench)
  const samples: number[][] = urls.map(() => [])
  const [rounds, warmUps] = bench.isQuick ? [40, 10] : [200, 20]
  for (let round = -warmUps; round < rounds; round++) {
    for (const [place, url] of urls.entries()) {
      const ms = await timeGet(url)
      if (round >= 0) samples[place]?.push(ms)
    }
  }
  const timings = samples.map(summarize)
  const deep = (timings[2]?.median ?? NaN) / (timings[0]?.median ?? NaN)
  return [
    ...timings.map(({ median, p95 }, place): ServerRow => {
      const what = `100 rows ${PLACES[place]} over HTTP, idle`
      return [what, `p50 ${formatMs(median)}, p95 ${formatMs(p95)}`, 'p95 ≤ 25 ms']
    }),
    ['deep / shallow: the end vs. the start, p50', `×${deep.toFixed(2)}`, '≤ ×1.2'],
  ]
}

/** Two clients count again as soon as they have a response; a third requests rows and health alternately. */
export async function benchBusyRows(bench: ServerBench): Promise<ServerRow[]> {
  progress('server: pages of rows and health while two visitors count')
  const { server, data, isQuick } = bench
  const countUrl = `${server.url}/api/datasets/${data.dataset.id}/counts?columns=date,homeworld`
  let isOver = false
  const counts: number[] = []
  const counting = inBackground(2, async () => {
    const agent = keepAliveAgent()
    while (!isOver) counts.push(await timeGet(countUrl, agent))
    agent.destroy()
  })
  const rows: number[] = []
  const health: number[] = []
  const urls = rowsUrls(bench)
  const end = performance.now() + (isQuick ? 3_000 : 30_000)
  await sleep(200)
  for (let index = 0; performance.now() < end || counts.length < 4; index++) {
    rows.push(await timeGet(urls[index % urls.length] ?? ''))
    health.push(await timeGet(`${server.url}/api/health`))
    await sleep(10)
  }
  isOver = true
  await counting
  const show = (samples: number[]): string => {
    const { median, p95 } = summarize(samples)
    return `p50 ${formatMs(median)}, p95 ${formatMs(p95)}, slowest ${formatMs(Math.max(...samples))}`
  }
  const memory = server.memoryMb()
  return [
    ['100 rows while two visitors count by date, homeworld', show(rows), 'p95 < 60 ms'],
    ['health check at the same time', show(health), 'p95 < 50 ms'],
    [
      'those counts',
      `${counts.length}, median ${formatMs(quantile(counts, 0.5))}, none refused`,
      'exact, within 512 MB for DuckDB',
    ],
    ['peak memory of that server', memory ? `${formatNumber(memory.peak)} MB` : '–', '–'],
  ]
}
