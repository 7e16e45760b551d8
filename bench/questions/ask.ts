/** What a question takes: its time, the processor's, and how many are answered when eight clients ask at once. */
import type { OutgoingHttpHeaders } from 'node:http'
import { quantile } from '../measure'
import { get, openStream } from '../server/http'
import { countAnswers } from '../server/load'
import { readProcessorMs } from '../server/proc'
import { formatAmount, formatMs } from '../table'
import type { Path } from './list'

const [TIMES, WARM_UPS] = [15, 5]

/** Slower answers are measured once, after two warm-ups, and not with eight clients. */
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

interface How {
  /** The number of the first request. */
  from: number
  /** How long eight clients ask, in milliseconds. */
  clientsMs: number
  isFirstCell?: boolean
  headers?: OutgoingHttpHeaders
}

/** A refused question has the reason in its cell, and does not stop the others. */
export async function ask(
  { url, pid }: Asked,
  path: Path,
  { from, clientsMs, isFirstCell = false, headers }: How,
): Promise<Answered> {
  const address: Path = (n) => url + path(from + n)
  const time = isFirstCell ? timeFirstCell : (asked: string) => timeWhole(asked, headers)
  try {
    // The first one also loads code, and what is kept of a dataset.
    await time(address(0))
    const isSlow = (await time(address(1))) > SLOW_MS
    const [warmUps, times] = isSlow ? [2, 1] : [WARM_UPS, TIMES]
    for (let n = 2; n < warmUps; n++) await time(address(n))
    const before = readProcessorMs(pid)
    const samples: number[] = []
    for (let n = 0; n < times; n++) samples.push(await time(address(warmUps + n)))
    const processor = (readProcessorMs(pid) - before) / times
    const answers = isSlow || isFirstCell ? NaN : await countAnswers(address, clientsMs, headers)
    const ms = quantile(samples, 0.5)
    const show = (value: number, format: (value: number) => string): string =>
      Number.isNaN(value) ? '–' : format(value)
    return {
      ms,
      cells: [formatMs(ms), show(processor, formatMs), show((answers * 1000) / clientsMs, formatAmount)],
    }
  } catch (error) {
    return { ms: NaN, cells: [error instanceof Error ? error.message : String(error), '–', '–'] }
  }
}

async function timeWhole(url: string, headers?: OutgoingHttpHeaders): Promise<number> {
  const { status, body, ms } = await get(url, undefined, headers)
  if (status !== 200) throw new Error(`refused with status ${status}`)
  // Datasette answers without the counts that take it too long.
  if (url.includes('_facet=') && body.includes('"facet_results": {}')) throw new Error('given up')
  return ms
}

/** Until the first cell in the body of a table has arrived; the rest is read as well. */
async function timeFirstCell(url: string): Promise<number> {
  const start = performance.now()
  let [ms, html] = [NaN, '']
  for await (const chunk of await openStream(url)) {
    if (!Number.isNaN(ms)) continue
    html += String(chunk)
    if (/<tbody[^]*<td/.test(html)) ms = performance.now() - start
  }
  return ms
}
