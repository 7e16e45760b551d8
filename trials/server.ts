/** The production server, as `npm start` runs it, shared by the trials that need one. */
import { spawn } from 'node:child_process'
import { startServer, type ServerOptions, type TestServer } from '../e2e/server'
import type { Facts } from './commands'

const POLL_EVERY_MS = 250

const running = new Set<TestServer>()

export async function openServer(options: ServerOptions): Promise<TestServer> {
  const server = await startServer(options)
  running.add(server)
  return server
}

export async function stopServers(): Promise<void> {
  const all = [...running]
  running.clear()
  await Promise.all(all.map((server) => server.stop()))
}

export interface Reply {
  status: number
  body: Buffer
  /** False if the connection broke before the end of the response. */
  isWhole: boolean
  ms: number
}

/** A request that never throws: a server that closes the connection counts as a response with status 0. */
export async function request(url: string, init: RequestInit = {}): Promise<Reply> {
  const start = performance.now()
  const chunks: Buffer[] = []
  let status = 0
  let isWhole = false
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(120_000), ...init })
    status = response.status
    for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk as Uint8Array))
    isWhole = true
  } catch {
    // Returns what was read until then.
  }
  return { status, body: Buffer.concat(chunks), isWhole, ms: performance.now() - start }
}

/** Starts a download and waits for its end. */
export async function downloadFrom(server: TestServer, source: string): Promise<Facts> {
  return waitFor(server, await begin(server, source))
}

/** Starts a download that becomes a dataset, changed or not; returns its id. */
export async function begin(server: TestServer, source: string): Promise<string> {
  const body = JSON.stringify({ source, keepUnchanged: true })
  const begun = await request(`${server.url}/api/datasets`, { method: 'POST', body })
  return (JSON.parse(begun.body.toString()) as { dataset: { id: string } }).dataset.id
}

export async function waitFor(server: TestServer, id: string): Promise<Facts> {
  for (;;) {
    const { status, body } = await request(`${server.url}/api/datasets/${id}`)
    const dataset = status === 200 ? (JSON.parse(body.toString()) as Facts) : null
    if (dataset && !['queued', 'downloading'].includes(dataset.status)) return dataset
    await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS))
  }
}

/** What `npm run verify` finds in a storage folder while its server runs. */
export async function verifyStorage(storageDir: string): Promise<string[]> {
  const child = spawn(process.execPath, ['scripts/verify.mjs', '--json'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', STORAGE_DIR: storageDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const output: string[] = []
  for await (const text of child.stdout.setEncoding('utf8')) output.push(String(text))
  const { findings } = JSON.parse(output.join('')) as { findings: { message: string }[] }
  return findings.map(({ message }) => message)
}
