/** The page that compares two downloads of 82 people, and the same numbers from the API. */
import { progress, summarize } from '../measure'
import { formatMs } from '../table'
import type { ServerBench, ServerRow } from './context'
import { download } from './dataset'
import { timeGet } from './http'

const [ROUNDS, WARM_UPS] = [40, 10]

export async function benchComparison({ server, archiveId, editedUrl }: ServerBench): Promise<ServerRow[]> {
  progress('server: comparison of two downloads')
  const { id } = await download(server.url, editedUrl)
  const views = {
    'page that compares two downloads of 82 people, 3 of them changed': `/datasets/${id}/compare/${archiveId}`,
    'the same comparison from the API': `/api/datasets/${id}/compare?with=${archiveId}`,
  }
  const rows: ServerRow[] = []
  for (const [what, path] of Object.entries(views)) {
    const first = await timeGet(server.url + path)
    const samples: number[] = []
    for (let round = -WARM_UPS; round < ROUNDS; round++) {
      const ms = await timeGet(server.url + path)
      if (round >= 0) samples.push(ms)
    }
    const { median, p95 } = summarize(samples)
    rows.push([
      what,
      `p50 ${formatMs(median)}, p95 ${formatMs(p95)}, the first time ${formatMs(first)}`,
      '≤ 30 ms',
    ])
  }
  return rows
}
