/** What the pages and the API ask of a dataset, each beside the same SQL in a bare DuckDB. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { BenchData } from './data'
import { measure, type Result } from './measure'
import { countValues } from '@/lib/datasets/counts'
import { readRows } from '@/lib/datasets/rows'
import type { DatasetColumn } from '@/lib/datasets/types'
import { quoteText } from '@/lib/duckdb'

const SLICE_GOAL = 'p95 ≤ 25 ms, deep ≤ 1.2 × shallow'
const COUNT_GOAL = '≤ 1.3 × bare DuckDB'

/** Measures every kind of query over one dataset, `times` times each. */
export async function benchQueries(data: BenchData, times: number): Promise<Result[]> {
  const bare = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
  const results: Result[] = []
  for (const [where, offset] of sliceOffsets(data.dataset.rowCount)) {
    const ours = await measure(times * 10, () => readRows(data.dataset, { limit: 100, offset }))
    const sql = `SELECT * FROM ${table(data)} WHERE file_row_number >= ${offset} AND file_row_number < ${offset + 100}`
    results.push(await besideDuckDb(`100 rows ${where}`, ours, bare, sql, times * 10, SLICE_GOAL))
  }
  for (const columns of COUNTED) {
    const ours = await measure(times, () => countValues(data.dataset, { columns, limit: 100, offset: 0 }))
    const sql = `SELECT ${columns.join(', ')}, count(*) AS n FROM ${table(data)} GROUP BY ALL ORDER BY n DESC, ALL LIMIT 100`
    results.push(
      await besideDuckDb(
        `count by ${columns.join(', ')}`,
        ours,
        bare,
        sql.replace(', ALL', ''),
        times,
        COUNT_GOAL,
      ),
    )
  }
  for (const { what, query, sql } of viewQueries(data)) {
    const ours = await measure(times, () => readRows(data.dataset, { limit: 100, offset: 0, ...query }))
    results.push(await besideDuckDb(what, ours, bare, sql, times, '–'))
  }
  bare.closeSync()
  return results
}

const COUNTED: DatasetColumn[][] = [
  ['gender'],
  ['gender', 'hair_color'],
  ['gender', 'hair_color', 'skin_color', 'eye_color'],
  ['date', 'homeworld'],
  ['name'],
]

function sliceOffsets(rowCount: number): [string, number][] {
  return [
    ['at the start', 0],
    ['in the middle', Math.floor(rowCount / 2)],
    ['at the end', rowCount - 100],
  ]
}

interface ViewQuery {
  what: string
  query: Partial<Parameters<typeof readRows>[1]>
  sql: string
}

/** The peer does the least that answers the question: the page, without the total. */
function viewQueries(data: BenchData): ViewQuery[] {
  const from = `SELECT * FROM ${table(data)}`
  return [
    {
      what: 'filter homeworld, first page and total',
      query: { filters: [{ column: 'homeworld', operator: 'eq', value: 'World 17' }] },
      sql: `${from} WHERE homeworld = 'World 17' LIMIT 100`,
    },
    {
      what: 'filter height > 180, first page and total',
      query: { filters: [{ column: 'height', operator: 'gt', value: '180' }] },
      sql: `${from} WHERE TRY_CAST(height AS DOUBLE) > 180 LIMIT 100`,
    },
    {
      what: 'sort by mass as a number, first page',
      query: { sort: [{ column: 'mass', descending: true }] },
      sql: `${from} ORDER BY TRY_CAST(replace(mass, ',', '') AS DOUBLE) DESC NULLS LAST LIMIT 100`,
    },
    {
      what: 'search any column, first page and total',
      query: { q: 'clone 77' },
      sql: `${from} WHERE contains(lower(name), 'clone 77') LIMIT 100`,
    },
  ]
}

function table({ parquet }: BenchData): string {
  return `read_parquet(${quoteText(parquet)}, file_row_number = true)`
}

async function besideDuckDb(
  what: string,
  ours: { median: number; p95: number },
  bare: DuckDBConnection,
  sql: string,
  times: number,
  goal: string,
): Promise<Result> {
  const peer = await measure(times, () => bare.runAndReadAll(sql))
  return { what, ours: ours.median, p95: ours.p95, peers: { 'bare DuckDB': peer.median }, goal }
}
