/** A small response that would exhaust memory when decompressed. */
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { ask } from '../http'
import { startServer, type TestServer } from '../server'
import { begin, hasFiles, waitUntilEnded } from './downloads'
import { startSource, type Source } from './source'

const MIB = 1024 * 1024
/** 63 MB of empty records in about 60 kB, as a list and in an envelope. */
const RECORDS = `[${'{},'.repeat(21_000_000)}{}]`
const BOMBS = {
  list: gzipSync(RECORDS),
  envelope: gzipSync(`{"count":82,"next":null,"results":${RECORDS}}`),
}
const SENTENCES = {
  // A list is read while it arrives, so its first record decides.
  list: 'A person of HOST has no "name". Try again later, or choose another source.',
  envelope:
    'HOST sent more than 1,000,000 records in one document. Try again later, or choose another source.',
}

let server: TestServer
let source: Source
let bomb: keyof typeof BOMBS

beforeAll(async () => {
  source = await startSource(({ url = '' }, response) => {
    // People and planets are read at once; only one of the lists is to fail.
    if (bomb === 'list' && url.includes('planets')) return response.end('[]')
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .end(BOMBS[bomb])
  })
  server = await startServer({ env: { SWAPI_SOURCES: `archive,${source.url}` } })
})

afterAll(async () => {
  await server?.stop()
  await source?.close()
})

/** The peak memory of the server's largest process so far, in bytes; null where there is no /proc. */
function readPeak(port: number): number | null {
  const isOfServer = (pid: string): boolean =>
    readText(`/proc/${pid}/environ`).split('\0').includes(`PORT=${port}`)
  const peaks = readEntries('/proc')
    .filter((name) => /^\d+$/.test(name) && isOfServer(name))
    .flatMap((pid) => /^VmHWM:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? [])
  return peaks.length === 0 ? null : Math.max(...peaks.map(Number)) * 1024
}

function readEntries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

test.each(['list', 'envelope'] as const)(
  '64 kB that decompress to 63 MB of empty records (%s) are refused, in little memory, while the server responds',
  async (shape) => {
    bomb = shape
    expect(BOMBS[bomb].byteLength).toBeLessThan(100_000)
    const { id } = await begin(server, source.url)
    let isOver = false
    const waits: number[] = []
    const ended = waitUntilEnded(server, id).finally(() => (isOver = true))
    while (!isOver) {
      const start = performance.now()
      expect((await ask(server, '/api/health')).status).toBe(200)
      waits.push(performance.now() - start)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const { status, error } = await ended
    expect({ status, error: error?.replace(source.host, 'HOST') }).toEqual({
      status: 'failed',
      error: SENTENCES[bomb],
    })
    expect(hasFiles(server, id)).toBe(false)
    expect(Math.max(...waits)).toBeLessThan(5_000)
    const peak = readPeak(server.port)
    if (process.platform === 'linux') expect(peak).toEqual(expect.any(Number))
    expect(peak ?? 0).toBeLessThan(1024 * MIB)
  },
)
