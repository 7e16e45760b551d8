/** Lists with many datasets and schedules in the database: 1,000, 10,000 and 100,000, on SQLite and on PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { progress, quantile } from './measure'
import { writeDatasets, writeSchedules } from './scale/rows'
import { get } from './server/http'
import { withServer, type BenchServer } from './server/process'
import { formatMs, formatNumber, showTable } from './table'
import { closeDb, db } from '@/lib/db/client'
import { migrate } from '@/lib/db/migrate'
import { env } from '@/lib/env'
import { startPostgres } from '@/lib/testing/postgres'

const SCHEDULES = 10_000
const TIMES = 7

const PATHS: [what: string, path: string][] = [
  ['dashboard', '/'],
  ['dashboard, searched', '/?q=archive'],
  ['API, newest ten', '/api/datasets?limit=10'],
  ['API, oldest ten', '/api/datasets?limit=10&sort=when'],
  ['one dataset', '/api/datasets/ID'],
  ['schedules', '/schedules'],
  ['health', '/api/health'],
]

/** Fills a database with each number of datasets and returns a table of what the server takes then. */
export async function benchScale(counts: number[]): Promise<string> {
  const postgres = await startPostgres()
  const columns: string[][] = []
  try {
    for (const count of counts) {
      columns.push(await measure('SQLite', count, ''))
      columns.push(await measure('PostgreSQL', count, await postgres.createDatabase(`scale_${count}`)))
    }
  } finally {
    await postgres.stop()
  }
  const what = ['', 'start to healthy', ...PATHS.map(([name]) => name), 'event loop, slowest', 'memory, peak']
  const [head = [], ...rows] = what.map((name, index) => [
    name,
    ...columns.map((column) => column[index] ?? ''),
  ])
  return showTable(head, rows)
}

async function measure(name: string, count: number, url: string): Promise<string[]> {
  progress(`scale: ${name}, ${formatNumber(count)} datasets`)
  const storageDir = mkdtempSync(path.join(tmpdir(), 'holocron-scale-'))
  const before = { ...env() }
  try {
    await closeDb()
    Object.assign(env(), {
      STORAGE_DIR: storageDir,
      DATABASE_URL: url === '' ? `file:${path.join(storageDir, 'holocron.db')}` : url,
    })
    await migrate(env().DATABASE_URL)
    await writeDatasets(count)
    await writeSchedules(SCHEDULES)
    const newest = await db().dataset.findFirst({ orderBy: { createdAt: 'desc' }, select: { id: true } })
    const place = { appFolder: '.', storageDir, sources: 'archive', databaseUrl: url }
    return await withServer(place, (server) =>
      ask(server, `${name}, ${formatNumber(count)}`, newest?.id ?? ''),
    )
  } finally {
    await closeDb()
    Object.assign(env(), before)
    rmSync(storageDir, { recursive: true, force: true })
  }
}

/** The medians of several requests each, one at a time. */
async function ask(server: BenchServer, head: string, id: string): Promise<string[]> {
  const times: string[] = []
  for (const [, address] of PATHS) {
    const samples: number[] = []
    for (let round = 0; round <= TIMES; round++) {
      const start = performance.now()
      const { status } = await get(server.url + address.replace('ID', id))
      if (status !== 200) throw new Error(`${address} answered ${status}.`)
      // The first one also loads the page's code.
      if (round > 0) samples.push(performance.now() - start)
    }
    times.push(formatMs(quantile(samples, 0.5)))
  }
  const delay = await server.readLoopDelay()
  const memory = server.memoryMb()
  return [
    ...[head, formatMs(server.startMs), ...times],
    ...[delay === null ? '–' : formatMs(delay.max), memory === null ? '–' : `${Math.round(memory.peak)} MB`],
  ]
}
