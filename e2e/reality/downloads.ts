/** Downloads at a built server, as programs ask for them. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from '../http'
import type { TestServer } from '../server'

/** What the API says of a dataset, as far as these tests look. */
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

/** Longer than a silent source takes at default settings, with room for a slow machine. */
const LONGEST_MS = 240_000
const LOOK_EVERY_MS = 250

export async function begin(server: TestServer, source = 'auto'): Promise<SeenDataset> {
  const body = JSON.stringify({ source })
  const answer = await ask(server, '/api/datasets', { method: 'POST', body })
  if (answer.status !== 202) throw new Error(`It was not begun: ${answer.status} ${answer.body}`)
  return (JSON.parse(answer.body) as { dataset: SeenDataset }).dataset
}

export async function read(server: TestServer, id: string): Promise<SeenDataset> {
  return JSON.parse((await ask(server, `/api/datasets/${id}`)).body) as SeenDataset
}

export async function waitUntilEnded(server: TestServer, id: string): Promise<SeenDataset> {
  for (const deadline = Date.now() + LONGEST_MS; ; await sleep(LOOK_EVERY_MS)) {
    const dataset = await read(server, id)
    if (!['queued', 'downloading'].includes(dataset.status)) return dataset
    if (Date.now() > deadline) throw new Error(`It still runs: ${JSON.stringify(dataset)}`)
  }
}

/** Begins a download, waits for its end, and says how long that took, in milliseconds. */
export async function download(server: TestServer, source?: string): Promise<SeenDataset & { ms: number }> {
  const start = performance.now()
  const { id } = await begin(server, source)
  return { ...(await waitUntilEnded(server, id)), ms: performance.now() - start }
}

/** The dataset's CSV as the server sends it. */
export async function readCsv(server: TestServer, id: string): Promise<string> {
  return (await ask(server, `/api/datasets/${id}/file`)).body
}

export function hasFiles({ storageDir }: TestServer, id: string): boolean {
  return existsSync(path.join(storageDir, 'datasets', id))
}
