/** `npm run bench`: one table per section, with peers or goals for every figure (docs/PERFORMANCE.md). */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { benchCompare, COMPARISON_HEAD } from './compare'
import { makeData } from './data'
import { benchDownloads } from './download'
import { describeMachine, progress, readStolenShare } from './measure'
import { readOptions } from './options'
import { benchPeers } from './peers'
import { benchQueries } from './queries'
import { benchQuestions } from './questions'
import { benchScale } from './scale'
import { benchServer } from './server'
import { openSqlite } from './sqlite'
import { formatNumber, QUERY_HEAD, showTable } from './table'
import { env } from '@/lib/env'

/** From this many rows on, five runs are enough. */
const LARGE = 5_000_000

const options = readOptions(process.argv.slice(2))
const storageDir = env().STORAGE_DIR
mkdirSync(path.join(storageDir, 'datasets'), { recursive: true })

// A clean exit ends the servers that were started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

console.log(`${new Date().toISOString().slice(0, 10)}, ${describeMachine()}\n`)
const start = performance.now()
const failures: string[] = []
await section('queries', async () => {
  for (const rowCount of options.rows) await showQueries(rowCount)
  const peak = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(`Peak memory of this process, including bare DuckDB and fast-csv: ${peak} MB.\n`)
})
await section('comparisons', async () => {
  for (const rowCount of options.rows) {
    const rows = await benchCompare(await makeData(storageDir, rowCount), rowCount < LARGE ? 5 : 3)
    console.log(`### Comparisons, ${formatNumber(rowCount)} rows\n\n${showTable(COMPARISON_HEAD, rows)}\n`)
  }
})
await section('server', async () => {
  console.log(`### Server, ${formatNumber(options.serverRows)} rows\n`)
  await benchServer(await makeData(storageDir, options.serverRows), storageDir, options.isQuick)
  console.log('')
})
await section('questions', () => benchQuestions(options, storageDir))
await section('downloads', () => benchDownloads(options.people, storageDir))
await section('scale', async () => {
  console.log(
    `### Many datasets and 10,000 schedules in the database\n\n${await benchScale(options.datasets)}\n`,
  )
})
progress(`done after ${Math.round((performance.now() - start) / 1000)} s`)
if (failures.length > 0) progress(`failed: ${failures.join(', ')}`)
process.exit(failures.length > 0 ? 1 : 0)

/** A failing section does not stop the others. */
async function section(name: string, body: () => Promise<void>): Promise<void> {
  if (!options.only.includes(name)) return
  readStolenShare()
  try {
    await body()
    const stolen = readStolenShare()
    if (stolen !== null && stolen > 0.01)
      console.log(`The host gave ${Math.round(stolen * 100)} % of this machine’s CPU time to others.\n`)
  } catch (error) {
    failures.push(name)
    console.error(error)
  }
}

async function showQueries(rowCount: number): Promise<void> {
  progress(`${formatNumber(rowCount)} rows: data, and the import of sqlite3`)
  const data = await makeData(storageDir, rowCount)
  const sqlite = openSqlite(data.csv)
  try {
    const times = options.isQuick ? 3 : rowCount < LARGE ? 9 : 5
    const rows = await benchQueries(data, sqlite, times)
    const { row, missing } = await benchPeers(data, sqlite, times)
    console.log(`### ${formatNumber(rowCount)} rows\n\n${showTable(QUERY_HEAD, [...rows, row])}\n`)
    if (missing) console.log(`${missing}\n`)
  } finally {
    sqlite?.close()
  }
}
