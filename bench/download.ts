/**
 * Downloads by the production server from a local one, compared with a loop that only fetches and parses the same pages, and
 * with one that also validates and writes them; and how long a click takes once the server is warm.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { progress, summarize } from './measure'
import { buildAppCopy } from './server/app-copy'
import { getJson, openStream, postJson, readJson } from './server/http'
import { readTotalProcessorMs } from './server/proc'
import { type BenchServer, type ServerPlace, withServer } from './server/process'
import { spawnSwapi } from './swapi'
import { formatNumber, showRow, showTable } from './table'

const PAGE_SIZE = 10
const FEW_PEOPLE = 82
const CLICKS = 15

const HEAD = [
  'people',
  'pages',
  'Holocron',
  'bare ky loop',
  'throughput vs. loop',
  'loop that also validates and writes',
  'throughput vs. that',
  'CPU time',
  'CPU time of loop',
  'µs per person',
  'peak memory',
]

/** Prints a table with one row per size, and one of clicks. */
export async function benchDownloads(sizes: number[], folder: string): Promise<void> {
  const appFolder = path.join(folder, '.app')
  await buildAppCopy(appFolder)
  console.log(`### Downloads\n\n${showTable(HEAD, [])}`)
  for (const people of sizes) console.log(showRow(await benchSize(people, appFolder, folder)))
  console.log(
    `\n### Clicks, once the server is warm\n\n${showTable(['source', 'click to ready', 'CPU time'], [])}`,
  )
  for (const row of await benchClicks(appFolder, folder)) console.log(showRow(row))
  console.log('')
}

async function benchSize(people: number, appFolder: string, folder: string): Promise<string[]> {
  progress(`downloads: ${formatNumber(people)} people`)
  const pages = Math.ceil(people / PAGE_SIZE)
  const swapi = await spawnSwapi(people, PAGE_SIZE)
  try {
    const loop = await runLoop(swapi.url, pages)
    const csv = path.join(folder, 'loop.csv')
    const writingLoop = await runLoop(swapi.url, pages, csv)
    rmSync(csv)
    const place = { appFolder, sources: swapi.url }
    const { ms, cpuMs, peakMb } = await withNewServer(place, folder, async (server) => ({
      ...(await download(server, swapi.url)),
      peakMb: server.memoryMb()?.peak ?? NaN,
    }))
    return [
      formatNumber(people),
      formatNumber(pages),
      `${(ms / 1000).toFixed(1)} s`,
      `${(loop.ms / 1000).toFixed(1)} s`,
      `${Math.round((loop.ms / ms) * 100)} %`,
      `${(writingLoop.ms / 1000).toFixed(1)} s`,
      `${Math.round((writingLoop.ms / ms) * 100)} %`,
      `${(cpuMs / 1000).toFixed(1)} s`,
      `${(loop.cpuMs / 1000).toFixed(1)} s`,
      ((ms * 1000) / people).toFixed(0),
      `${Math.round(peakMb)} MB`,
    ]
  } finally {
    swapi.stop()
  }
}

async function benchClicks(appFolder: string, folder: string): Promise<string[][]> {
  progress('downloads: clicks')
  const swapi = await spawnSwapi(FEW_PEOPLE, PAGE_SIZE)
  const place = { appFolder, sources: `${swapi.url},archive` }
  try {
    return await withNewServer(place, folder, async (server) => {
      const rows: string[][] = []
      for (const [name, source] of [
        [`${FEW_PEOPLE} people on pages of ${PAGE_SIZE}`, swapi.url],
        ['the archive', 'archive'],
      ] as const) {
        const clicks: { ms: number; cpuMs: number }[] = []
        for (let click = 0; click < CLICKS; click += 1) clicks.push(await download(server, source))
        const warm = clicks.slice(-10)
        rows.push([
          name,
          `${Math.round(summarize(warm.map(({ ms }) => ms)).median)} ms`,
          `${Math.round(summarize(warm.map(({ cpuMs }) => cpuMs)).median)} ms`,
        ])
      }
      return rows
    })
  } finally {
    swapi.stop()
  }
}

/** A server without datasets. */
async function withNewServer<T>(
  place: Omit<ServerPlace, 'storageDir'>,
  folder: string,
  task: (server: BenchServer) => Promise<T>,
): Promise<T> {
  const storageDir = mkdtempSync(path.join(folder, 'downloads-'))
  try {
    return await withServer({ ...place, storageDir }, task)
  } finally {
    rmSync(storageDir, { recursive: true, force: true })
  }
}

/** From the click to the ready dataset, followed as pages do. CPU time says more than elapsed time on a shared machine. */
async function download({ url, pid }: BenchServer, source: string): Promise<{ ms: number; cpuMs: number }> {
  const [start, cpuStart] = [performance.now(), readTotalProcessorMs(pid)]
  const list = `${url}/api/datasets`
  const { dataset } = readJson<{ dataset: State }>(
    list,
    await postJson(list, { source, keepUnchanged: true }),
  )
  // The stream ends with the download.
  for await (const _ of await openStream(`${list}/${dataset.id}/progress`));
  const taken = { ms: performance.now() - start, cpuMs: readTotalProcessorMs(pid) - cpuStart }
  const { status, error } = await getJson<State>(`${list}/${dataset.id}`)
  if (status !== 'ready') throw new Error(error ?? `The download is ${status}.`)
  return taken
}

interface State {
  id: string
  status: string
  error: string | null
}

/** In a process of its own, as the server is. */
async function runLoop(url: string, pages: number, file?: string): Promise<{ ms: number; cpuMs: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--conditions=react-server', '--import', 'tsx', path.join('bench', 'ky-loop.ts')],
    ...[url, String(pages), ...(file === undefined ? [] : [file])],
  ])
  return JSON.parse(stdout) as { ms: number; cpuMs: number }
}
