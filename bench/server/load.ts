/** Many concurrent readers: pages per second, and the delay of the server's event loop. */
import type { OutgoingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { progress, quantile } from '../measure'
import { formatMs, formatNumber } from '../table'
import { rowsUrls, type ServerBench, type ServerRow } from './context'
import { download } from './dataset'
import { inBackground, keepAliveAgent, timeGet } from './http'

const CLIENTS = 8
const READERS = 20

/** People in the download that runs meanwhile. */
export const MEANWHILE_PEOPLE = 10_000
export const MEANWHILE_PEOPLE_QUICK = 1_000

/** The dataset page compared with an empty page of the same build, alternating. */
export async function benchThroughput({ server, archiveId, isQuick }: ServerBench): Promise<ServerRow[]> {
  progress('server: requests a second')
  const [rounds, ms] = isQuick ? [1, 2_000] : [3, 5_000]
  const urls = [`${server.url}/datasets/${archiveId}`, `${server.url}/empty`]
  const perSecond: number[][] = urls.map(() => [])
  for (const url of urls) await countAnswers(() => url, 1_000)
  for (let round = 0; round < rounds; round++) {
    for (const [index, url] of urls.entries()) {
      perSecond[index]?.push(((await countAnswers(() => url, ms)) * 1000) / ms)
    }
  }
  const [page = NaN, empty = NaN] = perSecond.map((samples) => quantile(samples, 0.5))
  return [
    [
      `dataset page vs. an empty page of the same build, ${CLIENTS} clients`,
      `${formatNumber(page)}/s vs. ${formatNumber(empty)}/s: ${Math.round((page / empty) * 100)} %`,
      '≥ 60 %',
    ],
  ]
}

/**
 * Counts the responses within a time, to clients that send the next request immediately. Each request has a number
 * of its own, from 1000 on.
 */
export async function countAnswers(
  address: (turn: number) => string,
  ms: number,
  headers?: OutgoingHttpHeaders,
): Promise<number> {
  let answers = 0
  let turn = 1_000
  const end = performance.now() + ms
  const clients = Array.from({ length: CLIENTS }, async () => {
    const agent = keepAliveAgent()
    while (performance.now() < end) {
      await timeGet(address(turn++), agent, headers)
      if (performance.now() < end) answers += 1
    }
    agent.destroy()
  })
  await Promise.all(clients)
  return answers
}

/** Readers who look at a page for a while, like people, and readers who never pause. */
const PAUSES = [
  { who: `${READERS} readers, each sending one request a second`, ms: 1_000 },
  { who: `${READERS} readers who never pause`, ms: 0 },
]

/** Half of the readers read pages of rows, half the dataset page, while a download runs. */
export async function benchLoopDelay(bench: ServerBench): Promise<ServerRow[]> {
  const rows: ServerRow[] = []
  for (const { who, ms } of bench.isQuick ? PAUSES.slice(0, 1) : PAUSES) {
    progress(`server: ${who}, and a download`)
    rows.push(await benchReaders(bench, who, ms))
  }
  return rows
}

async function benchReaders(bench: ServerBench, who: string, pauseMs: number): Promise<ServerRow> {
  const { server, archiveId, swapiUrl, isQuick } = bench
  const urls = [...rowsUrls(bench), `${server.url}/datasets/${archiveId}`]
  let isOver = false
  const answers: number[] = []
  await server.readLoopDelay()
  const readers = inBackground(READERS, async (reader) => {
    const agent = keepAliveAgent()
    await sleep((pauseMs * reader) / READERS)
    for (let turn = reader; !isOver; turn++) {
      const url = reader % 2 === 0 ? urls[3] : urls[turn % 3]
      answers.push(await timeGet(url ?? '', agent))
      if (pauseMs > 0) await sleep(pauseMs)
    }
    agent.destroy()
  })
  const { ms } = await download(server.url, swapiUrl)
  const delay = await server.readLoopDelay()
  isOver = true
  await readers
  const people = formatNumber(isQuick ? MEANWHILE_PEOPLE_QUICK : MEANWHILE_PEOPLE)
  const perSecond = formatNumber((answers.length * 1000) / ms)
  const measured = delay
    ? `p99 ${formatMs(delay.p99)} (p50 ${formatMs(delay.p50)}, longest ${formatMs(delay.max)})`
    : '–'
  return [
    `delay of the event loop: ${who}, while ${people} people are downloaded`,
    `${measured}; ${perSecond} responses/s, p95 ${formatMs(quantile(answers, 0.95))}; download ${formatMs(ms)}`,
    'p99 ≤ 50 ms',
  ]
}
