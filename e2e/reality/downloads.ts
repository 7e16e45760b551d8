/** Downloads at a built server, started through the API. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from '../http'
import type { TestServer } from '../server'

/** The part of the API's dataset that these tests use. */
export interface SeenDataset {
  id: string
  status: 'queued' | 'downloading' | 'ready' | 'failed' | 'cancelled'
  source: string | null
  rowCount: number
  requests: number
  warnings: string[]
  sourceFailures: { source: string; reason: string }[]
  error: string | null
}

/** Longer than a silent source takes with default settings, with a margin for slow machines. */
const LONGEST_MS = 240_000
const POLL_EVERY_MS = 250

export async function begin(server: TestServer, source = 'auto'): Promise<SeenDataset> {
  const body = JSON.stringify({ source, keepUnchanged: true })
  const answer = await ask(server, '/api/datasets', { method: 'POST', body })
  if (answer.status !== 202) throw new Error(`The download did not start: ${answer.status} ${answer.body}`)
  return (JSON.parse(answer.body) as { dataset: SeenDataset }).dataset
}

export async function read(server: TestServer, id: string): Promise<SeenDataset> {
  return JSON.parse((await ask(server, `/api/datasets/${id}`)).body) as SeenDataset
}

export async function waitUntilEnded(server: TestServer, id: string): Promise<SeenDataset> {
  for (const deadline = Date.now() + LONGEST_MS; ; await sleep(POLL_EVERY_MS)) {
    const dataset = await read(server, id)
    if (!['queued', 'downloading'].includes(dataset.status)) return dataset
    if (Date.now() > deadline) throw new Error(`The download is still running: ${JSON.stringify(dataset)}`)
  }
}

/** Starts a download, waits for its end, and returns how long it took, in milliseconds. */
export async function download(server: TestServer, source?: string): Promise<SeenDataset & { ms: number }> {
  const start = performance.now()
  const { id } = await begin(server, source)
  return { ...(await waitUntilEnded(server, id)), ms: performance.now() - start }
}

/** The dataset's CSV, from the server. */
export async function readCsv(server: TestServer, id: string): Promise<string> {
  return (await ask(server, `/api/datasets/${id}/file`)).body
}

export function hasFiles({ storageDir }: TestServer, id: string): boolean {
  return existsSync(path.join(storageDir, 'datasets', id))
}
