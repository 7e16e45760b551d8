import http from 'node:http'
import { Description } from './description'
import {
  createRandom,
  makeHostileHeaders,
  makeHostileUrl,
  MALFORMED_IDS,
  pickReadingMethod,
} from './hostile-urls'
import { startServer, type TestServer } from './server'
import { buildOpenApi } from '@/lib/api/openapi/document'

const TRIALS = Number(process.env.FUZZ_TRIALS || 400)
/** The same URLs every time, so that only a code change causes failures; `FUZZ_SEED=$RANDOM` tries others. */
const SEED = Number(process.env.FUZZ_SEED || 20261122)
const CONCURRENCY = 8
/** Far beyond the time limit of queries: on a busy machine a response may be late, but it must arrive. */
const SLOWEST_MS = 60_000
/** A redirect repeats the whole URL, so its headers may be longer than the request's. */
const MAX_HEADER_BYTES = 128 * 1024

jest.setTimeout(300_000 + TRIALS * 1_000)

const description = new Description(buildOpenApi())

let server: TestServer
let id: string

interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: string
  tookMs: number
}

/** Sends the path unchanged: fetch() would normalize it. */
function ask(
  path: string,
  method = 'GET',
  headers: Record<string, string> = {},
  agent = keptAlive,
): Promise<Answer> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port: server.port, path, method, headers, agent, maxHeaderSize: MAX_HEADER_BYTES },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
            tookMs: performance.now() - began,
          }),
        )
      },
    )
    request.on('error', reject).end()
  })
}

const keptAlive = new http.Agent({ keepAlive: true, maxSockets: CONCURRENCY })

beforeAll(async () => {
  // One query at a time and no queue, so that some are refused.
  const env = { SWAPI_SOURCES: 'archive', HEAVY_QUERIES: '1', HEAVY_QUEUE: '0' }
  server = await startServer({ env })
  const started = JSON.parse((await ask('/api/datasets', 'POST')).body) as { dataset: { id: string } }
  id = started.dataset.id
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    const { status } = JSON.parse((await ask(`/api/datasets/${id}`)).body) as { status: string }
    if (status === 'ready') return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The dataset did not become ready.')
})

afterAll(async () => {
  keptAlive.destroy()
  await server?.stop()
})

/** Normalizes a URL as the server does: `/api/datasets/./x` is `/api/datasets/x`; `/api/../x` is `/x`. */
function withoutDots(address: string): string {
  const [path = '', ...query] = address.split('?')
  const url = `http://localhost${path}`
  return [URL.canParse(url) ? new URL(url).pathname : path, ...query].join('?')
}

/** What is wrong with a response, or null. */
function findFault(method: string, path: string, answer: Answer): string | null {
  const { status, headers, body, tookMs } = answer
  if (tookMs > SLOWEST_MS) return `took ${Math.round(tookMs)} ms`
  const address = withoutDots(path)
  const isApi = address.startsWith('/api/') && !address.startsWith('/api/inngest')
  if (status >= 500 && !(status === 503 && isApi)) return `status ${status}: ${body.slice(0, 200)}`
  const mismatch = isApi ? description.findMismatch(method, address, answer) : null
  if (mismatch !== null) return `${mismatch}: ${body.slice(0, 200)}`
  if (headers['set-cookie'] !== undefined) return 'set a cookie'
  return null
}

test(`${TRIALS} hostile requests are answered in time, as described, and change nothing (seed ${SEED})`, async () => {
  console.info(`FUZZ_SEED=${SEED} FUZZ_TRIALS=${TRIALS}`)
  const random = createRandom(SEED)
  const listBefore = (await ask('/api/datasets')).body
  const faults: string[] = []
  const statuses: Record<number, number> = {}
  const times: number[] = []
  let left = TRIALS
  // Cases that chance may miss: part of a file, a range past its end, and a file that the client has.
  const headersOfFile: Record<string, string>[] = [
    { range: 'bytes=0-10' },
    { range: 'bytes=99999999-' },
    { 'if-none-match': '*' },
  ]
  const certain = headersOfFile.map((headers) => ({
    method: 'GET',
    path: `/api/datasets/${id}/file`,
    headers,
  }))
  const makeQuestion = (): { method: string; path: string; headers: Record<string, string> } =>
    certain.pop() ?? {
      method: pickReadingMethod(random),
      path: makeHostileUrl(random, id),
      headers: makeHostileHeaders(random),
    }
  const visit = async (): Promise<void> => {
    while (left-- > 0) {
      const { method, path, headers } = makeQuestion()
      const answer = await ask(path, method, headers).catch((error: unknown) => String(error))
      if (typeof answer === 'string') {
        faults.push(`${method} ${path}: ${answer}`)
        continue
      }
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      times.push(answer.tookMs)
      const fault = findFault(method, path, answer)
      if (fault !== null) faults.push(`${method} ${path}: ${fault}`)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, visit))
  times.sort((a, b) => a - b)
  const at = (part: number): number => Math.round(times[Math.floor((times.length - 1) * part)] ?? 0)
  console.info(
    `statuses ${JSON.stringify(statuses)}, median ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms`,
  )
  expect(faults.slice(0, 20)).toEqual([])
  expect(times).toHaveLength(TRIALS)
  expect(statuses[200]).toBeGreaterThan(0)
  for (const status of [206, 304, 400, 404, 405, 416, 421])
    expect([status, statuses[status]]).not.toEqual([status, undefined])
  expect((await ask('/api/datasets')).body).toBe(listBefore)
  expect(server.logs()).not.toMatch(/a request failed|Unhandled|uncaught/i)
})

test('refusals because of too many queries match the description as well', async () => {
  const paths = Array.from({ length: 100 }, () => `/api/datasets/${id}/file?for=spreadsheet`)
  const many = new http.Agent({ maxSockets: 100 })
  const answers = await Promise.all(paths.map((path) => ask(path, 'GET', {}, many)))
  many.destroy()
  const faults = answers.map((answer, index) => findFault('GET', paths[index] ?? '', answer))
  expect(faults.filter((fault) => fault !== null)).toEqual([])
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]))
})

test.each(MALFORMED_IDS)(
  'a path with %j, an invalid escape, is refused with a clear message, and reaches no route',
  async (malformed) => {
    const api = await ask(`/api/datasets/${malformed}/rows`)
    expect(api.status).toBe(400)
    expect(JSON.parse(api.body)).toEqual({
      error: {
        code: 'invalid',
        message: 'The URL contains an invalid % escape.',
      },
    })
    const page = await ask(`/datasets/${malformed}`)
    expect(page.status).toBe(404)
    expect(page.body).toContain('Page not found')
    expect((await ask('/api/health')).status).toBe(200)
  },
)
