/** Comparisons of a dataset with edited copies of it, and the same by peers that read two CSV files. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { BenchData } from './data'
import { progress, quantile, summarize, time } from './measure'
import { formatMs, formatNumber, type Peers, queryRow } from './table'
import { parquetOptions } from '@/lib/datasets/assemble/write-files'
import { prepareFingerprints } from '@/lib/datasets/compare/fingerprints'
import { parquetName } from '@/lib/datasets/files'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { quoteText, withConnection } from '@/lib/duckdb/lanes'
import { query } from '@/lib/duckdb/read'
import { env } from '@/lib/env'
import { storage } from '@/lib/storage'

interface Edit {
  what: string
  /** Of the dataset's id. */
  day: string
  goal: string
  /** SQL for a column of the copy. */
  column: (name: DatasetColumn, place: number) => string
}

const EDITS: Edit[] = [
  {
    what: '1 % of the rows changed',
    day: '02',
    goal: '≤ 7 s, then ≤ 100 ms, within 1 GB, at 10 M rows',
    column: (name, place) =>
      `CASE WHEN hash(swapi_id * 7) % 100 = 0 AND hash(swapi_id * 3) % 9 = ${place} THEN ${name} || ' II' ELSE ${name} END`,
  },
  {
    what: 'one row changed',
    day: '03',
    goal: '≤ 300 ms',
    column: (name) =>
      name === 'homeworld' ? `CASE swapi_id WHEN 54321 THEN 'Naboo' ELSE homeworld END` : name,
  },
  {
    what: 'only dates changed',
    day: '04',
    goal: '≤ 20 ms',
    column: (name) => (name === 'date' ? `'2026-11-26'` : name),
  },
]

/** Peers need a second for 20,000 rows, and daff 3 GB for a million. */
const PEERS_UP_TO = 1_000_000

export const COMPARISON_HEAD = ['work', 'first time', 'p95', 'then', 'peak memory', 'peers (× ours)', 'goal']

/** A table row for making fingerprints, and one for each edit. */
export async function benchCompare(data: BenchData, times: number): Promise<string[][]> {
  forget('fingerprints')
  const { dataset, parquet } = data
  const { name: base, ms } = await prepare(dataset.id, parquet)
  const rows = [['fingerprints, made while a dataset is assembled', formatMs(ms), '–', '–', '–', '–', '–']]
  for (const edit of EDITS) {
    progress(`comparison: ${edit.what}`)
    const id = dataset.id.replace('01-', `${edit.day}-`)
    const copy = storage.datasetPath(id, parquetName(id))
    if (!existsSync(copy)) await makeCopy(parquet, copy, edit)
    const { name } = await prepare(id, copy)
    const samples: ChildResult[] = []
    for (let round = 0; round < times; round++) {
      forget('comparisons')
      samples.push(await runChild<ChildResult>('compare-child.ts', String(dataset.rowCount), base, name))
    }
    const first = summarize(samples.map(({ firstMs }) => firstMs))
    const again = quantile(
      samples.map(({ againMs }) => againMs),
      0.5,
    )
    const memory = Math.round(Math.max(...samples.map(({ maxRssMb }) => maxRssMb)))
    const found = samples[0]?.found ?? NaN
    const peers = edit === EDITS[0] ? await runPeers([parquet, copy], dataset.rowCount, found) : {}
    const [what = '', ...cells] = queryRow(`${edit.what} (${formatNumber(found)})`, first, peers, edit.goal)
    rows.push([what, ...cells.slice(0, 2), formatMs(again), `${memory} MB`, ...cells.slice(2)])
  }
  return rows
}

/** Removes the derived files of a kind. */
function forget(kind: string): void {
  rmSync(path.join(env().STORAGE_DIR, 'tmp', kind), { recursive: true, force: true })
}

interface ChildResult {
  firstMs: number
  againMs: number
  maxRssMb: number
  found: number
}

async function makeCopy(parquet: string, copy: string, { column }: Edit): Promise<void> {
  const columns = DATASET_COLUMNS.map((name, place) => `${column(name, place)} AS ${name}`)
  mkdirSync(path.dirname(copy), { recursive: true })
  await withBareDuckDb((bare) =>
    bare.run(
      `COPY (SELECT swapi_id, ${columns.join(', ')} FROM read_parquet(${quoteText(parquet)}))
       TO ${quoteText(`${copy}.tmp`)} (${parquetOptions(122_880)})`,
    ),
  )
  renameSync(`${copy}.tmp`, copy)
}

/** Makes the fingerprints of a dataset as assembling it does, and names it for a child. */
async function prepare(id: string, file: string): Promise<{ name: string; ms: number }> {
  const sha256 = await storage.hashFile(file)
  const ms = await time(() =>
    withConnection('work', (work) => prepareFingerprints(file, sha256, (sql) => query(work, sql))),
  )
  return { name: `${id}:${sha256}`, ms }
}

/** They must find as many changes as Holocron. */
async function runPeers(files: string[], rowCount: number, expected: number): Promise<Peers> {
  progress('comparison: peers')
  const tables = files.map((file) => `read_parquet(${quoteText(file)})`)
  const differs = DATASET_COLUMNS.filter((name) => name !== 'date').map(
    (name) => `before.${name} IS DISTINCT FROM after.${name}`,
  )
  const folder = mkdtempSync(path.join(tmpdir(), 'holocron-bench-'))
  const csvs = tables.map((_, side) => path.join(folder, `${side}.csv`))
  try {
    return await withBareDuckDb(async (bare) => {
      const join = `SELECT count(*) FROM ${tables[0]} AS before FULL JOIN ${tables[1]} AS after USING (swapi_id) WHERE ${differs.join(' OR ')}`
      const peers: Peers = {
        'bare DuckDB, one join, no memory limit': await time(() => bare.runAndReadAll(join)),
      }
      if (rowCount > PEERS_UP_TO) return peers
      for (const [side, csv] of csvs.entries())
        await bare.run(`COPY (FROM ${tables[side]}) TO ${quoteText(csv)} (FORMAT csv, HEADER)`)
      for (const peer of ['Map', 'daff']) {
        const { ms, changed } = await runChild<PeerResult>('compare-peers.mjs', peer, ...csvs)
        if (changed !== expected) throw new Error(`${peer} found ${changed} changes, Holocron ${expected}.`)
        peers[peer === 'Map' ? 'fast-csv + Map' : peer] = ms
      }
      return peers
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface PeerResult {
  ms: number
  changed: number
}

async function withBareDuckDb<T>(task: (bare: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const bare = await instance.connect()
  try {
    return await task(bare)
  } finally {
    bare.closeSync()
    instance.closeSync()
  }
}

async function runChild<T>(script: string, ...args: string[]): Promise<T> {
  const options = ['--conditions=react-server', '--import', 'tsx', path.join('bench', script), ...args]
  const { stdout } = await promisify(execFile)(process.execPath, options)
  return JSON.parse(stdout) as T
}
