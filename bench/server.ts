/** The production server over real HTTP. Prints a row as soon as it is measured. */
import path from 'node:path'
import type { BenchData } from './data'
import { progress, quantile } from './measure'
import { buildAppCopy } from './server/app-copy'
import { benchComparison } from './server/comparison'
import type { ServerBench, ServerRow } from './server/context'
import { download, makeStorage } from './server/dataset'
import { benchCancel, benchExport } from './server/export'
import { benchLoopDelay, benchThroughput, MEANWHILE_PEOPLE, MEANWHILE_PEOPLE_QUICK } from './server/load'
import { benchPageWeight } from './server/page-weight'
import { withServer } from './server/process'
import { benchBusyRows, benchIdleRows } from './server/rows'
import { benchScroll } from './server/scroll'
import { spawnSwapi } from './swapi'
import { formatMs, showTable } from './table'
import { canonicalRecords, startSwapiServer } from '@/lib/testing/swapi-server'

/** Each group gets a fresh server, so that they do not share memory and caches. */
const GROUPS: ((bench: ServerBench) => Promise<ServerRow[]>)[][] = [
  [benchIdleRows, benchComparison, benchPageWeight, benchScroll, benchThroughput],
  [benchExport, benchCancel],
  [benchBusyRows],
  [benchLoopDelay],
]

/** Measures with one generated dataset; `folder` contains the server's storage and the built app. */
export async function benchServer(data: BenchData, folder: string, isQuick: boolean): Promise<void> {
  const appFolder = path.join(folder, '.app')
  await buildAppCopy(appFolder)
  const storageDir = path.join(folder, 'server')
  await makeStorage(storageDir, data)
  const swapi = await spawnSwapi(isQuick ? MEANWHILE_PEOPLE_QUICK : MEANWHILE_PEOPLE, 10)
  const people = canonicalRecords('people').map((one, index) => (index < 3 ? { ...one, mass: '1' } : one))
  const edited = await startSwapiServer({ shape: 'array', people })
  const starts: number[] = []
  const clicks: number[] = []
  console.log(showTable(['work', 'measured', 'goal'], []))
  const show = (rows: ServerRow[]): void => rows.forEach((row) => console.log(`| ${row.join(' | ')} |`))
  try {
    for (const group of GROUPS) {
      const place = { appFolder, storageDir, sources: `archive,${swapi.url},${edited.url}` }
      await withServer(place, async (server) => {
        starts.push(server.startMs)
        progress('server: started; archive download')
        const { id: archiveId, ms } = await download(server.url, 'archive')
        clicks.push(ms)
        const bench = { server, data, archiveId, swapiUrl: swapi.url, editedUrl: edited.url, isQuick }
        for (const part of group) show(await part(bench))
      })
    }
  } finally {
    swapi.stop()
    await edited.close()
  }
  show([
    ['start: from the process to the first healthy response', describe(starts), '≤ 2 s'],
    ['archive download, first after a start: from the click to ready', describe(clicks), '≤ 2 s'],
  ])
}

function describe(samples: number[]): string {
  return `${formatMs(quantile(samples, 0.5))} (of ${samples.length}; slowest ${formatMs(Math.max(...samples))})`
}
