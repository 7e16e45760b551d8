/** Many readers of the production build while it downloads, and more heavy questions than it can take. */
import { setTimeout as sleep } from 'node:timers/promises'
import { quantile, readStolenShare } from '../bench/measure'
import type { TestServer } from '../e2e/server'
import { downloadFrom, openServer, request, type Reply } from './server'
import type { Bench, Trial } from './trial'
import { startSwapiServer } from '@/lib/testing/swapi-server'
import { syntheticPeople } from '@/lib/testing/synthetic-people'

const READERS = 20
/** Between answers that are watched, not read. */
const LOOK_EVERY_MS = 250
const PEOPLE = 10_000
const ROWS_P99_MS = 800
const HEALTH_P99_MS = 200

const PAGES = ['', '?limit=50', '?sort=name', '?gender=male'].map((view) => `/datasets/$id${view}`)
const CALLS = ['?limit=100', '?limit=10&offset=50', '?sort=-name'].map(
  (view) => `/api/datasets/$id/rows${view}`,
)

/** How often each view is asked for beforehand: a process that has just started compiles what it runs. */
const WARM_UPS = 10

interface Samples {
  rows: number[]
  health: number[]
}

async function warmUp(server: TestServer, id: string, views: string[]): Promise<void> {
  for (let round = 0; round < WARM_UPS; round++) {
    for (const view of ['/api/health', ...views]) await request(server.url + view.replace('$id', id))
  }
}

function judgeReply(
  bench: Bench,
  what: string,
  { status, body, isWhole, ms }: Reply,
  samples: number[],
): void {
  bench.count(`answered ${isWhole ? status : 'in part'}`)
  if (isWhole && status === 200) samples.push(ms)
  const isHonest = status === 503 && body.toString().includes('"message"')
  if (!isWhole || (status >= 500 && !isHonest))
    bench.fail(`${what}: ${isWhole ? status : 'broken off'}: ${body.toString().slice(0, 120)}`)
}

async function readUntil(
  bench: Bench,
  server: TestServer,
  id: string,
  { end, thinkMs }: { end: number; thinkMs: number },
  samples: Samples,
): Promise<void> {
  while (Date.now() < end) {
    const views = bench.random() < 0.5 ? PAGES : CALLS
    const path = (views[bench.between(0, views.length - 1)] ?? '').replace('$id', id)
    judgeReply(bench, path, await request(`${server.url}${path}`), samples.rows)
    await sleep(thinkMs)
  }
}

async function askHealth(bench: Bench, server: TestServer, end: number, samples: Samples): Promise<void> {
  while (Date.now() < end) {
    judgeReply(bench, '/api/health', await request(`${server.url}/api/health`), samples.health)
    await sleep(LOOK_EVERY_MS)
  }
}

function judgeSamples(bench: Bench, { rows, health }: Samples, stolen: number | null): void {
  const describe = (name: string, all: number[], most: number): string => {
    const p99 = quantile(all, 0.99)
    bench.check(p99 <= most, `${name} p99 is ${Math.round(p99)} ms, and ${most} ms are wanted`)
    return `${name} median ${Math.round(quantile(all, 0.5))} ms, p99 ${Math.round(p99)} ms`
  }
  bench.notes.push(describe('rows', rows, ROWS_P99_MS), describe('/api/health', health, HEALTH_P99_MS))
  if (stolen !== null) bench.notes.push(`the host took ${(stolen * 100).toFixed(1)} % meanwhile`)
}

/** Why requests failed, as the server’s log has it: each reason once. */
function tellFailures(server: TestServer): void {
  const lines = server
    .logs()
    .split('\n')
    .filter((line) => line.includes('a request failed'))
  const reasons = new Set(lines.map((line) => /"message":"(.*?)"/.exec(line)?.[1] ?? line))
  for (const reason of [...reasons].slice(0, 5)) console.error(`    the log says: ${reason.slice(0, 300)}`)
}

/** @param thinkMs how long each reader looks at an answer before the next click */
async function readWhileDownloading(bench: Bench, thinkMs: number): Promise<void> {
  const swapi = await startSwapiServer({
    shape: 'paged',
    people: syntheticPeople(PEOPLE),
    keepRequests: false,
    delayMs: 5,
  })
  const server = await openServer({ env: { SWAPI_SOURCES: `archive,${swapi.url}` } })
  const { id } = await downloadFrom(server, 'archive')
  await warmUp(server, id, [...PAGES, ...CALLS])
  const seconds = bench.pick({ full: 60, quick: 15, smoke: 5 })
  const end = Date.now() + seconds * 1_000
  const samples: Samples = { rows: [], health: [] }
  readStolenShare()
  const downloads = (async () => {
    while (Date.now() < end) {
      const { status } = await downloadFrom(server, swapi.url)
      bench.count(`download ${status}`)
      bench.check(status === 'ready', `a download under load is ${status}`)
    }
  })()
  await Promise.all([
    ...Array.from({ length: READERS }, () => readUntil(bench, server, id, { end, thinkMs }, samples)),
    askHealth(bench, server, end, samples),
  ])
  judgeSamples(bench, samples, readStolenShare())
  await downloads
  await server.stop()
  await swapi.close()
}

async function askHeavily(bench: Bench): Promise<void> {
  const swapi = await startSwapiServer({
    shape: 'paged',
    people: syntheticPeople(100_000),
    pageSize: 1_000,
    keepRequests: false,
  })
  const server = await openServer({ env: { SWAPI_SOURCES: swapi.url, UPSTREAM_PAGE_MAX_BYTES: '50000000' } })
  const { id } = await downloadFrom(server, swapi.url)
  await warmUp(server, id, ['/api/datasets/$id/rows?limit=100', '/api/datasets/$id/counts?columns=gender'])
  const samples: Samples = { rows: [], health: [] }
  readStolenShare()
  const answers = { heavy: [] as number[] }
  const heavy = Array.from({ length: 100 }, async (_, index) => {
    const view = `/counts?columns=name,homeworld,date&name__contains=${index}`
    const reply = await request(`${server.url}/api/datasets/${id}${view}`)
    judgeReply(bench, view, reply, answers.heavy)
  })
  const isDone = { yet: false }
  const watch = async (path: string, times: number[]): Promise<void> => {
    while (!isDone.yet) {
      judgeReply(bench, path, await request(`${server.url}${path}`), times)
      await sleep(50)
    }
  }
  const watching = [
    watch('/api/health', samples.health),
    watch(`/api/datasets/${id}/rows?limit=100`, samples.rows),
  ]
  await Promise.all(heavy)
  isDone.yet = true
  await Promise.all(watching)
  judgeSamples(bench, samples, readStolenShare())
  tellFailures(server)
  await server.stop()
  await swapi.close()
}

export const loadTrials: Trial[] = [
  {
    area: 'load',
    name: '20 readers, a click a second each, for 60 s while 10,000 people are downloaded',
    figure: 'no 5xx; rows p99 ≤ 800 ms; /api/health p99 ≤ 200 ms',
    run: (bench) => readWhileDownloading(bench, 1_000),
  },
  {
    area: 'load',
    name: '20 readers who click again a quarter of a second after each answer, the same',
    figure: 'the same',
    run: (bench) => readWhileDownloading(bench, 250),
  },
  {
    area: 'load',
    name: '100 heavy queries at once',
    figure: 'the same, but for 503 with a sentence',
    run: askHeavily,
  },
]
