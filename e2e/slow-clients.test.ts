import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs'
import http, { type IncomingMessage } from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'
import { ask, downloadFrom } from './http'
import { startServer, type TestServer } from './server'
import { canonicalRecords, startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'

/** Enough long rows that no buffer on the way can hold them all: about 10 MB. */
const PEOPLE = 5_000
const LONG = 'x'.repeat(2_000)

/** How many exports may be open with the default settings. */
const PLACES = 8

let source: SwapiServer
let server: TestServer
let id: string

beforeAll(async () => {
  const [luke] = canonicalRecords('people')
  const people = Array.from({ length: PEOPLE }, (_, index) => ({
    ...luke,
    ...{ id: index + 1, name: `Clone ${index + 1}`, skin_color: LONG },
  }))
  source = await startSwapiServer({ shape: 'array', people })
  server = await startServer({ env: { SWAPI_SOURCES: source.url } })
  id = await downloadFrom(server, source.url)
})
afterAll(async () => {
  await server?.stop()
  await source?.close()
})

const open = new Set<IncomingMessage>()
afterEach(() => {
  for (const response of open) response.destroy()
  open.clear()
})

/** Sends a request, and reads nothing of the response. */
function begin(address: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const url = `${server.url}/api/datasets/${id}/${address}`
    http
      .get(url, { agent: false, headers }, (response) => {
        open.add(response)
        resolve(response)
      })
      .on('error', reject)
  })
}

/** Reads a response to its end; `isWhole` is false if it was cut off. */
async function finish(response: IncomingMessage): Promise<{ isWhole: boolean; bytes: Buffer }> {
  const pieces: Buffer[] = []
  try {
    for await (const piece of response) pieces.push(piece as Buffer)
    return { isWhole: response.complete, bytes: Buffer.concat(pieces) }
  } catch {
    return { isWhole: false, bytes: Buffer.concat(pieces) }
  }
}

async function readMeta(): Promise<{ sha256: string; byteSize: number; fileName: string }> {
  const { body } = await ask(server, `/api/datasets/${id}`)
  return JSON.parse(body) as { sha256: string; byteSize: number; fileName: string }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

describe('clients that stop reading an export', () => {
  const EXPORT = 'rows?format=ndjson'

  test('do not delay others', async () => {
    await Promise.all([1, 2, 3].map(() => begin(EXPORT)))
    const began = Date.now()
    const { isWhole, bytes } = await finish(await begin(EXPORT))
    expect([isWhole, bytes.toString('utf8').split('\n').length]).toEqual([true, PEOPLE + 1])
    expect(Date.now() - began).toBeLessThan(45_000)
    expect(server.logs()).not.toContain('an export was cut off')
  })

  test('are cut off when others wait for their slots', async () => {
    const stalled = await Promise.all(Array.from({ length: PLACES }, () => begin(EXPORT)))
    const { isWhole } = await finish(await begin(EXPORT))
    expect(isWhole).toBe(true)
    expect(server.logs()).toContain('an export was cut off: its client had stopped reading')
    const ends = await Promise.all(stalled.map(finish))
    expect(ends.map((end) => end.isWhole)).toContain(false)
    for (const end of ends.filter((end) => end.isWhole))
      expect(end.bytes.toString('utf8').split('\n')).toHaveLength(PEOPLE + 1)
  })

  test('free their slot at once when they disconnect', async () => {
    for (let times = 0; times < 3; times++) {
      const stalled = await Promise.all(Array.from({ length: PLACES }, () => begin(EXPORT)))
      for (const response of stalled) response.destroy()
    }
    const began = Date.now()
    expect((await finish(await begin('rows?format=ndjson&name=Clone%201'))).isWhole).toBe(true)
    expect((await finish(await begin(EXPORT))).isWhole).toBe(true)
    expect(Date.now() - began).toBeLessThan(45_000)
  })
})

test('a compressed export is streamed', async () => {
  const response = await begin('rows?format=ndjson', { 'accept-encoding': 'gzip' })
  expect(response.headers['content-encoding']).toBe('gzip')
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    const gunzip = response.pipe(createGunzip()).setEncoding('utf8').on('error', reject)
    gunzip.on('data', (chunk: string) => {
      text += chunk
      if (!text.includes('\n')) return
      response.unpipe()
      resolve(text.slice(0, text.indexOf('\n')))
    })
  })
  expect(JSON.parse(line)).toMatchObject({ name: 'Clone 1' })
  expect(response.readableEnded).toBe(false)
})

describe('a stored file', () => {
  /** How many dataset files are open in any process, from Linux's /proc. */
  function countOpen(): number {
    const folder = path.join(server.storageDir, 'datasets')
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return processes.flatMap(listOpen).filter((file) => file.startsWith(folder)).length
  }

  function listOpen(pid: string): string[] {
    try {
      return readdirSync(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`))
    } catch {
      return [] // it has ended, or belongs to another user
    }
  }

  function readLink(link: string): string {
    try {
      return readlinkSync(link)
    } catch {
      return ''
    }
  }

  test('is closed when its reader disconnects', async () => {
    if (process.platform !== 'linux') return expect(process.platform).not.toBe('linux')
    const before = countOpen()
    const readers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => begin('file', index % 2 ? { range: 'bytes=9-' } : {})),
    )
    expect(countOpen()).toBe(before + 10)
    for (const response of readers) response.destroy()
    const deadline = Date.now() + 20_000
    while (countOpen() > before && Date.now() < deadline) await sleep(50)
    expect(countOpen()).toBe(before)
  })

  test('truncated while being sent is cut off, and is damaged from then on', async () => {
    const { byteSize, fileName } = await readMeta()
    const file = path.join(server.storageDir, 'datasets', id, fileName)
    const bytes = readFileSync(file)
    const response = await begin('file')
    truncateSync(file, byteSize - 10)
    expect((await finish(response)).isWhole).toBe(false)
    const again = await ask(server, `/api/datasets/${id}/file`)
    expect([again.status, JSON.parse(again.body)]).toMatchObject([500, { error: { code: 'damaged' } }])
    writeFileSync(file, bytes)
    expect((await ask(server, `/api/datasets/${id}/file`)).status).toBe(200)
  })

  test('is sent to its end even if its dataset is deleted meanwhile', async () => {
    const { byteSize, sha256: hash } = await readMeta()
    const response = await begin('file')
    expect((await ask(server, `/api/datasets/${id}`, { method: 'DELETE' })).status).toBe(204)
    const { isWhole, bytes } = await finish(response)
    expect([isWhole, bytes.length, sha256(bytes)]).toEqual([true, byteSize, hash])
  })
})
