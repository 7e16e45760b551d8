/** One comparison in a process of its own: the first time, and again. `compare-child.ts ROWS BEFORE AFTER` */
import { listChanges } from '@/lib/datasets/compare/changes'
import type { Pair } from '@/lib/datasets/compare/pair'
import { summarizeChanges } from '@/lib/datasets/compare/summary'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { EVERYTHING } from '@/lib/datasets/model/view'
import { withReader } from '@/lib/duckdb/lanes'
import { quantile, time } from './measure'

const AGAIN = 9
const VIEW = {
  ...EVERYTHING,
  sort: [],
  change: [],
  changed: null,
  old: null,
  new: null,
  limit: 100,
  offset: 0,
}

const [rowCount, ...ids] = process.argv.slice(2)
const [base, dataset] = ids.map((name) => {
  const [id, parquetSha256] = name.split(':')
  return { id, parquetSha256, status: 'ready', resource: 'people', rowCount: Number(rowCount) } as Dataset
}) as [Dataset, Dataset]
const pair: Pair = { base, dataset, ignored: ['date'] }

// A server has opened DuckDB before anybody compares.
for (const lane of ['slice', 'heavy'] as const) await withReader(lane, (rows) => rows('SELECT 1'))
const firstMs = await time(() => summarizeChanges(pair))
const samples: number[] = []
for (let round = 0; round < AGAIN; round++)
  samples.push(await time(async () => [await summarizeChanges(pair), await listChanges(pair, VIEW)]))
const { added, removed, changed } = await summarizeChanges(pair)
const maxRssMb = process.resourceUsage().maxRSS / 1024
console.log(
  JSON.stringify({ firstMs, againMs: quantile(samples, 0.5), maxRssMb, found: added + removed + changed }),
)
