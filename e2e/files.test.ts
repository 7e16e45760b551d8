import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ask, downloadArchive, type Answer, type Question } from './http'
import { startServer, type TestServer } from './server'

/** As browsers send it. */
const BROWSER = 'gzip, deflate, br, zstd'

let server: TestServer
let id: string
let meta: { fileName: string; sha256: string; parquetSha256: string; finishedAt: string }

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  id = await downloadArchive(server)
  meta = JSON.parse((await ask(server, `/api/datasets/${id}`)).body) as typeof meta
})
afterAll(async () => {
  await server?.stop()
})

function askDataset(address: string, question: Question = {}): Promise<Answer> {
  return ask(server, `/api/datasets/${id}/${address}`, question)
}

function stored(extension: 'csv' | 'parquet'): Buffer {
  return readFileSync(path.join(server.storageDir, 'datasets', id, `people-${id}.${extension}`))
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The headers of a stored file, common to all requests. */
function describeFile(extension: 'csv' | 'parquet'): Record<string, string> {
  const hash = extension === 'csv' ? meta.sha256 : meta.parquetSha256
  return {
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache, no-transform',
    etag: `"${hash}"`,
    'last-modified': new Date(meta.finishedAt).toUTCString(),
    'repr-digest': `sha-256=:${Buffer.from(hash, 'hex').toString('base64')}:`,
  }
}

describe('a stored file', () => {
  test.each([
    ['file', 'csv'],
    ['file?format=parquet', 'parquet'],
    ['rows?format=csv', 'csv'],
    [
      'rows?format=csv&columns=name,height,mass,hair_color,skin_color,eye_color,birth_year,gender,homeworld,date',
      'csv',
    ],
  ] as const)('at %s is sent as stored, with its length and hash', async (address, extension) => {
    const bytes = stored(extension)
    const expected = { ...describeFile(extension), 'content-length': String(bytes.length) }
    for (const accepted of ['identity', BROWSER]) {
      const whole = await askDataset(address, { headers: { 'accept-encoding': accepted } })
      expect([whole.status, whole.headers]).toMatchObject([200, expected])
      expect(whole.headers).not.toHaveProperty('content-encoding')
      expect(whole.headers).not.toHaveProperty('transfer-encoding')
      expect(whole.bytes.equals(bytes)).toBe(true)
      const head = await askDataset(address, { method: 'HEAD', headers: { 'accept-encoding': accepted } })
      expect([head.status, head.headers, head.bytes.length]).toMatchObject([200, expected, 0])
      expect(head.headers['content-type']).toBe(whole.headers['content-type'])
    }
  })

  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-199', 100, 199],
    ['bytes=5000-', 5000, -1],
    ['bytes=-100', -100, -1],
    ['bytes=5000-99999', 5000, -1],
    ['bytes=-99999', 0, -1],
    // Adjacent ranges are merged.
    ['bytes=0-99, 100-199', 0, 199],
  ])('returns the range %s and says which it is', async (range, from, to) => {
    for (const extension of ['csv', 'parquet'] as const) {
      const bytes = stored(extension)
      const [start, end] = [from, to].map((at) => (at < 0 ? bytes.length + at : at)) as [number, number]
      const part = await askDataset(`file?format=${extension}`, {
        headers: { range, 'accept-encoding': BROWSER },
      })
      expect([part.status, part.headers]).toMatchObject([
        206,
        {
          ...describeFile(extension),
          'content-range': `bytes ${start}-${end}/${bytes.length}`,
          'content-length': String(end - start + 1),
        },
      ])
      expect(part.headers).not.toHaveProperty('content-encoding')
      expect(part.bytes.equals(bytes.subarray(start, end + 1))).toBe(true)
    }
  })

  test.each(['bytes=0-9, 100-109', 'items=0-9', 'bytes', 'bytes=0-9, 20-29, -5'])(
    'is sent whole for %s',
    async (range) => {
      const whole = await askDataset('file', { headers: { range } })
      expect([whole.status, sha256(whole.bytes)]).toEqual([200, meta.sha256])
      expect(whole.headers).not.toHaveProperty('content-range')
    },
  )

  test.each(['bytes=99999-', 'bytes=5913-5913', 'bytes=-0', 'bytes=9-1'])(
    'refuses %s, which it cannot satisfy',
    async (range) => {
      const { status, headers, body } = await askDataset('file', { headers: { range } })
      expect([status, headers['content-range'], headers['content-type']]).toEqual([
        416,
        'bytes */5913',
        'application/json',
      ])
      expect(JSON.parse(body)).toEqual({
        error: {
          code: 'bad_range',
          message: 'This file has 5,913 bytes, none of them in the requested range.',
        },
      })
    },
  )

  test('sends the rest only to clients that have the beginning of the same file', async () => {
    const { etag = '', 'last-modified': date = '' } = describeFile('csv')
    const statuses: [ifRange: string, status: number][] = [
      [etag, 206],
      [date, 206],
      [`W/${etag}`, 200],
      ['"another"', 200],
      ['Thu, 01 Jan 2026 00:00:00 GMT', 200],
      ['nonsense', 200],
    ]
    for (const [ifRange, status] of statuses) {
      const answer = await askDataset('file', { headers: { range: 'bytes=10-', 'if-range': ifRange } })
      expect({ ifRange, status: answer.status }).toEqual({ ifRange, status })
      expect(answer.bytes.equals(stored('csv').subarray(status === 206 ? 10 : 0))).toBe(true)
    }
  })

  test('is not sent to clients that have it, by tag or date', async () => {
    const { etag = '', 'last-modified': date = '' } = describeFile('csv')
    const known: Record<string, string>[] = [
      { 'if-none-match': etag },
      { 'if-none-match': `W/${etag}` },
      { 'if-modified-since': date },
    ]
    for (const headers of known) {
      for (const range of [{}, { range: 'bytes=0-9' }] as Record<string, string>[]) {
        const answer = await askDataset('file', { headers: { ...headers, ...range } })
        expect([answer.status, answer.headers.etag, answer.bytes.length]).toEqual([304, etag, 0])
        expect(answer.headers).not.toHaveProperty('content-length')
      }
    }
    const older = { 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }
    expect((await askDataset('file', { headers: older })).status).toBe(200)
  })
})

describe('an interrupted download', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'holocron-resume-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Lets a program resume a file after 2,000 bytes; false if it is not installed. */
  function resume(program: string, args: (url: string, file: string) => string[], format: string): boolean {
    const [bytes, file] = [stored(format as 'csv'), path.join(folder, `${program}.${format}`)]
    writeFileSync(file, bytes.subarray(0, 2_000))
    const url = `${server.url}/api/datasets/${id}/file?format=${format}`
    const { error, status, stderr } = spawnSync(program, args(url, file), { encoding: 'utf8' })
    if (error !== undefined && 'code' in error && error.code === 'ENOENT') return false
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(stderr).toMatch(/206 Partial Content/)
    expect(sha256(readFileSync(file))).toBe(format === 'csv' ? meta.sha256 : meta.parquetSha256)
    return true
  }

  test.each(['csv', 'parquet'] as const)(
    'is resumed by curl and wget, and by a plain request (%s)',
    async (format) => {
      resume('curl', (url, file) => ['-sSv', '-C', '-', '-o', file, url], format)
      resume('wget', (url, file) => ['--server-response', '-c', '-O', file, url], format)
      const bytes = stored(format)
      const rest = await askDataset(`file?format=${format}`, { headers: { range: 'bytes=2000-' } })
      expect(Buffer.concat([bytes.subarray(0, 2_000), rest.bytes]).equals(bytes)).toBe(true)
    },
  )
})
