/** For tests of the durable function: the embedded runner with a separate database, and scripted sources. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDownload } from '@/inngest/downloads'
import { startHolocron, type Stop } from '@/inngest/start'
import { isRunning, type Dataset } from '@/lib/datasets/model/dataset'
import { requireDataset } from '@/lib/datasets/store'
import { storage } from '@/lib/storage'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { startSwapiServer, type SwapiServer, type SwapiServerOptions } from '@/lib/testing/swapi-server'

/** Each look costs a few milliseconds of the process that downloads. */
const POLL_EVERY_MS = 40

const servers: SwapiServer[] = []

/** Starts the app before a file's tests and stops it after them. Call it at the top. */
export function setUpDownloads(): void {
  let stop: Stop | undefined
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()))
  })
  afterAll(() => stop?.())
  setUpTemporaryApp()
  beforeAll(async () => {
    stop = await startHolocron()
  })
}

/** A scripted source that is closed after the test. */
export async function serveSwapi(options: SwapiServerOptions): Promise<SwapiServer> {
  const server = await startSwapiServer(options)
  servers.push(server)
  return server
}

/** Downloads from these sources, in order, and waits for the download to end. Each becomes a dataset of its own. */
export async function download(...sources: string[]): Promise<Dataset> {
  setSources(...sources)
  const { dataset } = await startDownload('auto', { keepUnchanged: true })
  return waitUntilEnded(dataset.id)
}

export async function waitUntilEnded(id: string): Promise<Dataset> {
  for (;;) {
    const dataset = await requireDataset(id)
    if (!isRunning(dataset.status)) return dataset
    await sleep(POLL_EVERY_MS)
  }
}

export function readCsv({ id, fileName }: Dataset): string {
  return readFileSync(storage.datasetPath(id, fileName), 'utf8')
}

/** Replaces the host of a local server, which changes with each test. */
export function nameless(sentence: string | null): string {
  return (
    (sentence ?? '')
      .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
      // Both lists are requested at once, and either may be refused first.
      .replaceAll('at /api/planets/ (', 'at /api/people/ (')
  )
}
