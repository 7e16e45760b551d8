/** The queries of the pages and the API, each compared with the same work in bare DuckDB. */
import { DuckDBInstance } from '@duckdb/node-api'
import type { BenchData } from './data'
import { measureInTurn, progress } from './measure'
import { parquetTable, type QueryBench, toPublished } from './query-bench'
import type { SqlitePeer } from './sqlite'
import { formatRatio, queryRow } from './table'
import { benchViews } from './views'
import { benchWhole } from './whole'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { countValuesCached } from '@/lib/datasets/query/cached'
import { countValues } from '@/lib/datasets/query/counts'
import { readRows } from '@/lib/datasets/query/rows'

/** Measures every kind of query on one dataset; returns table rows. */
export async function benchQueries(
  data: BenchData,
  sqlite: SqlitePeer | null,
  times: number,
): Promise<string[][]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const bare = await instance.connect()
  const bench = { data, bare, sqlite, times }
  const rows = [
    ...(await benchSlices(bench)),
    ...(await benchCounts(bench)),
    ...(await benchViews(bench)),
    ...(await benchWhole(bench)),
  ]
  bare.closeSync()
  instance.closeSync()
  return rows
}

/** Start, middle and end in turn, after warm-up rounds: empty caches would slow the first of them. */
async function benchSlices({ data, bare, times }: QueryBench): Promise<string[][]> {
  progress('pages of rows')
  const { rowCount } = data.dataset
  const ours = (offset: number) => () => readRows(data.dataset, { limit: 100, offset })
  const peer = (offset: number) => () =>
    bare.runAndReadAll(
      `SELECT ${DATASET_COLUMNS.join(', ')} FROM ${parquetTable(data)}
       WHERE file_row_number >= ${offset} AND file_row_number < ${offset + 100} ORDER BY file_row_number`,
    )
  const [start, middle, end] = [0, Math.floor(rowCount / 2), rowCount - 100]
  const timings = await measureInTurn(
    times * 10,
    {
      ...{ start: ours(start), middle: ours(middle), end: ours(end) },
      ...{ bareStart: peer(start), bareMiddle: peer(middle), bareEnd: peer(end) },
    },
    10,
  )
  const beside = (bareMs: number) => ({ 'bare DuckDB': bareMs })
  const ratio = (key: 'median' | 'p95'): string => `×${formatRatio(timings.end[key] / timings.start[key])}`
  return [
    queryRow('100 rows at the start', timings.start, beside(timings.bareStart.median), 'p95 ≤ 25 ms'),
    queryRow('100 rows in the middle', timings.middle, beside(timings.bareMiddle.median), 'p95 ≤ 25 ms'),
    queryRow('100 rows at the end', timings.end, beside(timings.bareEnd.median), 'p95 ≤ 25 ms'),
    ['deep / shallow: the end vs. the start', ratio('median'), ratio('p95'), '–', '≤ ×1.2'],
  ]
}

const COUNTED: DatasetColumn[][] = [
  ['gender'],
  ['gender', 'hair_color'],
  ['gender', 'hair_color', 'skin_color', 'eye_color'],
  ['date', 'homeworld'],
  ['name'],
]

async function benchCounts({ data, bare, times }: QueryBench): Promise<string[][]> {
  const rows: string[][] = []
  for (const columns of COUNTED) {
    const names = columns.join(', ')
    progress(`count by ${names}`)
    const { ours, peer } = await measureInTurn(times, {
      ours: () => countValues(data.dataset, { columns, limit: 100, offset: 0 }),
      peer: () =>
        bare.runAndReadAll(
          `SELECT ${names}, count(*) AS n FROM ${parquetTable(data)} GROUP BY ALL ORDER BY n DESC, ${names} LIMIT 100`,
        ),
    })
    rows.push(queryRow(`count by ${names}`, ours, { 'bare DuckDB': peer.median }, '≤ 1.3 × bare DuckDB'))
  }
  const dataset = await toPublished(data)
  const { another } = await measureInTurn(times, {
    another: () => countValuesCached(dataset, { columns: ['date', 'homeworld'], limit: 100, offset: 100 }),
  })
  rows.push(queryRow('another page of the counts by date, homeworld', another, {}, '≤ 2 s'))
  return rows
}
