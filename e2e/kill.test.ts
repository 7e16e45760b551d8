import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer, type TestServer } from './server'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

interface DatasetAnswer {
  id: string
  status: string
  rowCount: number
  sha256: string | null
}

const storageDir = mkdtempSync(path.join(tmpdir(), 'holocron-kill-'))
let swapi: SwapiServer
let server: TestServer

beforeAll(async () => {
  swapi = await startSwapiServer({ shape: 'paged', delayMs: 300 })
})

afterAll(async () => {
  await server?.stop()
  await swapi?.close()
  rmSync(storageDir, { recursive: true, force: true, maxRetries: 5 })
})

async function restart(): Promise<void> {
  server = await startServer({ storageDir, env: { SWAPI_SOURCES: swapi.url } })
}

async function listDatasets(): Promise<DatasetAnswer[]> {
  const answer = (await (await fetch(`${server.url}/api/datasets`)).json()) as { datasets: DatasetAnswer[] }
  return answer.datasets
}

async function waitForRequests(count: number): Promise<void> {
  while (swapi.requests.length < count) await sleep(10)
}

test('a server killed twice during a download completes it exactly once after the next start', async () => {
  await restart()
  await fetch(`${server.url}/api/datasets`, { method: 'POST' })
  await waitForRequests(6)
  await server.kill()

  await restart()
  await waitForRequests(swapi.requests.length + 3)
  await server.kill()

  await restart()
  let datasets = await listDatasets()
  while (datasets.some(({ status }) => status === 'queued' || status === 'downloading')) {
    await sleep(100)
    datasets = await listDatasets()
  }
  expect(datasets).toMatchObject([
    {
      status: 'ready',
      rowCount: 82,
      sha256: '130378ec4dc230ab6a4592ce8d705cf35c77d14c1bebf1f7dc7149a1a4602c97',
    },
  ])
  const id = datasets[0]?.id ?? ''
  expect(readdirSync(path.join(storageDir, 'datasets'))).toEqual([id])
  expect(readdirSync(path.join(storageDir, 'datasets', id)).sort()).toEqual([
    'dataset.json',
    `people-${id}.csv`,
    `people-${id}.parquet`,
  ])
  // Parts are removed only after the dataset is ready, so a moment later.
  while (readdirSync(path.join(storageDir, 'parts')).length > 0) await sleep(50)
  // Fifteen are needed; only requests in flight at a kill (at most six, twice) may be repeated.
  expect(swapi.requests.length).toBeLessThanOrEqual(15 + 12)
})
