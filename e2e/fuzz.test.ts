import http from 'node:http'
import { errorSchema } from '@/lib/api/schemas'
import { createRandom, makeHostileUrl, MALFORMED_IDS } from './hostile-urls'
import { startServer, type TestServer } from './server'

const TRIALS = Number(process.env.FUZZ_TRIALS || 400)
/** The same addresses every time, so that a failure is a change's; `FUZZ_SEED=$RANDOM` looks for new ones. */
const SEED = Number(process.env.FUZZ_SEED || 20261122)
const CONCURRENCY = 8
/** Far beyond the time limit of queries: on a busy machine an answer may be late, but it must come. */
const SLOWEST_MS = 60_000
/** A redirect repeats the whole address, so its headers may be longer than the request's. */
const MAX_HEADER_BYTES = 128 * 1024

jest.setTimeout(300_000 + TRIALS * 1_000)

let server: TestServer
let id: string

interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: string
  tookMs: number
}

/** As the text stands: fetch() would tidy up the path before it asks. */
function ask(path: string, method = 'GET'): Promise<Answer> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port: server.port, path, method, agent, maxHeaderSize: MAX_HEADER_BYTES },
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

const agent = new http.Agent({ keepAlive: true, maxSockets: CONCURRENCY })

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
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
  agent.destroy()
  await server?.stop()
})

/** What is wrong with an answer, or null. */
function findFault(path: string, { status, headers, body, tookMs }: Answer): string | null {
  if (tookMs > SLOWEST_MS) return `took ${Math.round(tookMs)} ms`
  const isJson = headers['content-type']?.startsWith('application/json') ?? false
  const isOurs = path.startsWith('/api/') && isJson && status >= 400
  if (isOurs && !errorSchema.safeParse(JSON.parse(body)).success) return `not the one error shape: ${body}`
  if (status >= 500 && !(status === 503 && isOurs)) return `status ${status}: ${body.slice(0, 200)}`
  if (isJson && status === 200) JSON.parse(body)
  if (headers['set-cookie'] !== undefined) return 'set a cookie'
  return null
}

test(`${TRIALS} hostile addresses are answered in words, in time, and change nothing (seed ${SEED})`, async () => {
  console.info(`FUZZ_SEED=${SEED} FUZZ_TRIALS=${TRIALS}`)
  const random = createRandom(SEED)
  const listBefore = (await ask('/api/datasets')).body
  const faults: string[] = []
  const statuses: Record<number, number> = {}
  const times: number[] = []
  let left = TRIALS
  const visit = async (): Promise<void> => {
    while (left-- > 0) {
      const path = makeHostileUrl(random, id)
      const answer = await ask(path).catch((error: unknown) => String(error))
      if (typeof answer === 'string') {
        faults.push(`${path}: ${answer}`)
        continue
      }
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      times.push(answer.tookMs)
      const fault = findFault(path, answer)
      if (fault !== null) faults.push(`${path}: ${fault}`)
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
  expect(statuses[400]).toBeGreaterThan(0)
  expect((await ask('/api/datasets')).body).toBe(listBefore)
  expect(server.logs()).not.toMatch(/a request failed|Unhandled|uncaught/i)
})

test.each(MALFORMED_IDS)(
  'a path with %j, which is no encoding, is answered in words, and reaches no route',
  async (malformed) => {
    const api = await ask(`/api/datasets/${malformed}/rows`)
    expect(api.status).toBe(400)
    expect(JSON.parse(api.body)).toEqual({
      error: {
        code: 'invalid',
        message: 'The path of this address is not encoded as addresses are: a % stands alone.',
      },
    })
    const page = await ask(`/datasets/${malformed}`)
    expect(page.status).toBe(404)
    expect(page.body).toContain('There is nothing at this address')
    expect((await ask('/api/health')).status).toBe(200)
  },
)
