/** What a question takes: its time, the processor's, and how many are answered when eight clients ask at once. */
import { quantile } from '../measure'
import { get, openStream } from '../server/http'
import { countAnswers } from '../server/load'
import { readProcessorMs } from '../server/proc'
import { formatMs, formatNumber } from '../table'
import type { Path } from './list'

const [TIMES, WARM_UPS] = [15, 5]

/** Slower answers are asked for three times only, and not by eight clients. */
const SLOW_MS = 2_000

/** A server to ask. Without its process, nothing is known of its processor. */
export interface Asked {
  url: string
  pid: number | undefined
}

export interface Answered {
  /** NaN if there is no answer. */
  ms: number
  /** median | processor per request | answers a second */
  cells: [string, string, string]
}

export interface How {
  /** The number of the first request; the others count on from there. */
  from: number
  clientsMs: number
  isFirstCell?: boolean | undefined
}

/** A question that is refused has its reason in the table, and does not stop the others. */
export async function ask({ url, pid }: Asked, path: Path, how: How): Promise<Answered> {
  const { from, clientsMs, isFirstCell = false } = how
  let turn = from
  const time = (): Promise<number> => (isFirstCell ? timeFirstCell : timeWhole)(url + path(turn++))
  try {
    const first = await time()
    const isSlow = first > SLOW_MS
    for (let round = 1; round < (isSlow ? 0 : WARM_UPS); round++) await time()
    const before = readProcessorMs(pid)
    const samples: number[] = isSlow ? [first] : []
    const times = isSlow ? 2 : TIMES
    for (let round = 0; round < times; round++) samples.push(await time())
    const processor = (readProcessorMs(pid) - before) / times
    const ms = quantile(samples, 0.5)
    const asked = (client: number): string => url + path(from + client)
    const perSecond =
      isSlow || isFirstCell ? NaN : ((await countAnswers(asked, clientsMs)) * 1000) / clientsMs
    const show = (value: number, text: string): string => (Number.isNaN(value) ? '–' : text)
    return {
      ms,
      cells: [formatMs(ms), show(processor, formatMs(processor)), show(perSecond, formatNumber(perSecond))],
    }
  } catch (error) {
    return { ms: NaN, cells: [error instanceof Error ? error.message : String(error), '–', '–'] }
  }
}

async function timeWhole(url: string): Promise<number> {
  const { status, body, ms } = await get(url)
  if (status !== 200) throw new Error(`refused with status ${status}`)
  // Datasette answers without the counts that take it too long.
  if (url.includes('_facet=') && body.includes('"facet_results": {}')) throw new Error('given up')
  return ms
}

/** Until the first cell in the body of a table has arrived; the rest is read as well. */
async function timeFirstCell(url: string): Promise<number> {
  const start = performance.now()
  let ms = NaN
  let html = ''
  for await (const chunk of await openStream(url)) {
    if (!Number.isNaN(ms)) continue
    html += String(chunk)
    if (/<tbody[^]*<td/.test(html)) ms = performance.now() - start
  }
  return ms
}
