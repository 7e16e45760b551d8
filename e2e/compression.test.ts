import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { ask, downloadArchive, type Answer, type Question } from './http'
import { startServer, type TestServer } from './server'

/** As browsers send it. */
const BROWSER = 'gzip, deflate, br, zstd'

let server: TestServer
let id: string

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  id = await downloadArchive(server)
})
afterAll(async () => {
  await server?.stop()
})

function askDataset(address: string, question: Question = {}): Promise<Answer> {
  return ask(server, `/api/datasets/${id}/${address}`, question)
}

const ADDRESSES = [
  'rows',
  'rows?format=ndjson',
  'rows?format=csv&sort=name',
  'rows?format=csv&for=spreadsheet',
  'counts?columns=homeworld',
  'counts?columns=homeworld&format=csv',
  'counts.svg?columns=homeworld',
  'profile',
].map((address) => ({ address }))

function decode({ headers, bytes }: Answer): Buffer {
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(bytes)
  return headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
}

test.each([...ADDRESSES, { address: '/api/openapi.json' }, { address: '/api-docs' }])(
  '$address is the same in every encoding, and smaller',
  async ({ address }) => {
    const at = address.startsWith('/') ? address : `/api/datasets/${id}/${address}`
    const answers: Record<string, Answer> = {}
    const asked: [accepted: string, sent: string | undefined][] = [
      ['identity', undefined],
      ['gzip', 'gzip'],
      ['br', 'br'],
      [BROWSER, 'br'],
      ['br;q=0, gzip', 'gzip'],
    ]
    for (const [accepted, sent] of asked) {
      const answer = await ask(server, at, { headers: { 'accept-encoding': accepted } })
      expect({ accepted, status: answer.status, sent: answer.headers['content-encoding'] }).toEqual({
        ...{ accepted, status: 200, sent },
      })
      expect(answer.headers.vary?.toLowerCase()).toContain('accept-encoding')
      answers[accepted] = answer
    }
    if (at === '/api-docs') return // each response has its own nonce
    const plain = answers.identity!
    for (const answer of Object.values(answers)) {
      expect(decode(answer).equals(plain.bytes)).toBe(true)
      if (answer.headers['content-encoding'])
        expect(answer.bytes.length).toBeLessThan(plain.bytes.length * 0.8)
    }
  },
)

test.each(ADDRESSES)('$address keeps its weak tag in every encoding', async ({ address }) => {
  const tags = new Set<string | undefined>()
  for (const accepted of ['identity', 'gzip', 'br']) {
    const { headers } = await askDataset(address, { headers: { 'accept-encoding': accepted } })
    tags.add(headers.etag)
    const again = await askDataset(address, {
      headers: { 'accept-encoding': accepted, 'if-none-match': headers.etag ?? '' },
    })
    expect([again.status, again.headers.etag, again.bytes.length]).toEqual([304, headers.etag, 0])
    expect(again.headers.vary?.toLowerCase()).toContain('accept-encoding')
  }
  expect([...tags]).toEqual([
    expect.stringMatching(/^W\/"[0-9a-f]{64}-[0-9a-f]{16}"$|^W\/"[0-9a-f]{64}-spreadsheet"$/),
  ])
})

test.each(['rows?limit=1', 'rows?limit=0', 'rows?limit=1&columns=name', '../20200101-000000-aaaaa'])(
  '%s is too short to compress, and has a Content-Length',
  async (address) => {
    const { headers, bytes } = await askDataset(address, { headers: { 'accept-encoding': BROWSER } })
    expect(headers).not.toHaveProperty('content-encoding')
    expect(headers['content-length']).toBe(String(bytes.length))
  },
)

test('events are sent uncompressed', async () => {
  const { headers, body } = await askDataset('progress', { headers: { 'accept-encoding': BROWSER } })
  expect(headers['content-type']).toBe('text/event-stream; charset=utf-8')
  expect(headers).not.toHaveProperty('content-encoding')
  expect(body).toContain('event: end')
})
