/** Input that nobody means well with: it is answered in words, and changes nothing. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { makeHostileUrl } from '../e2e/hostile-urls'
import { ask, type Question } from '../e2e/http'
import type { TestServer } from '../e2e/server'
import { downloadFrom, openServer } from './server'
import type { Bench, Trial } from './trial'

const AT_ONCE = 8
/** From RELIABILITY: longer than this no answer may take, but on a machine whose host is busy. */
const SLOWEST_MS = 1_200
const BODY_BYTES = 60 * 1024 * 1024

/** Everything that the server keeps: its list of datasets, and its files. */
async function readState(server: TestServer): Promise<string> {
  const list = (await ask(server, '/api/datasets?limit=1000')).body
  const folder = path.join(server.storageDir, 'datasets')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const hashes = files.map(({ parentPath, name }) =>
    createHash('sha256')
      .update(readFileSync(path.join(parentPath, name)))
      .digest('hex'),
  )
  return JSON.stringify([list, hashes.sort()])
}

async function send(
  bench: Bench,
  server: TestServer,
  target: string,
  question: Question = {},
): Promise<number> {
  const start = performance.now()
  const what = `${question.method ?? 'GET'} ${target.slice(0, 200)}`
  try {
    const { status, body } = await ask(server, target, question)
    bench.count(`answered ${status}`)
    const isHonest = status === 503 && body.includes('"message"')
    if (status >= 500 && !isHonest) bench.fail(`${what}: ${status}: ${body.slice(0, 120)}`)
    return performance.now() - start
  } catch (error) {
    // A server may hang up on a body that is too large, or on a request that is none.
    if (question.body === undefined && question.streamBytes === undefined)
      bench.fail(`${what}: ${String(error)}`)
    else bench.count('hung up on')
    return performance.now() - start
  }
}

async function withState(
  bench: Bench,
  attack: (server: TestServer, id: string) => Promise<void>,
): Promise<void> {
  const server = await openServer({ env: { SWAPI_SOURCES: 'archive' } })
  const { id } = await downloadFrom(server, 'archive')
  const before = await readState(server)
  await attack(server, id)
  bench.check((await readState(server)) === before, 'the state has changed')
  bench.check(!/Unhandled|uncaught/i.test(server.logs()), 'the server logged an error that nobody handled')
  await server.stop()
}

async function visitHostileUrls(bench: Bench): Promise<void> {
  await withState(bench, async (server, id) => {
    let left = bench.pick({ full: 20_000, quick: 1_000, smoke: 100 })
    const times: number[] = []
    const visit = async (): Promise<void> => {
      while (left-- > 0) times.push(await send(bench, server, makeHostileUrl(bench.random, id)))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, visit))
    const slow = times.filter((ms) => ms > SLOWEST_MS).length
    bench.notes.push(`slowest ${Math.round(Math.max(...times))} ms, ${slow} above ${SLOWEST_MS} ms`)
    bench.check(
      slow <= times.length / 1_000,
      `${slow} of ${times.length} answers took more than ${SLOWEST_MS} ms`,
    )
  })
}

const FOREIGN: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
]

const TRAVERSALS = [
  '..%2f..%2fholocron.db',
  '..%252f',
  '%2e%2e',
  '....//',
  '%00',
  '%',
  'a'.repeat(8_000),
  "'%20OR%201=1",
]

/** Requests that would change something, from somebody who may not. */
function listForgeries(id: string): [string, Question][] {
  const event = JSON.stringify({
    name: 'dataset/download.requested',
    data: { datasetId: id, requestedSource: 'archive' },
  })
  const inngest = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].flatMap(
    (method): [string, Question][] =>
      ['', '?fnId=holocron-download-dataset&stepId=step', '?probe=trust'].map((query) => [
        `/api/inngest${query}`,
        {
          method,
          headers: { 'x-inngest-signature': 't=1&s=00', 'content-type': 'application/json' },
          ...(method !== 'GET' && { body: event }),
        },
      ]),
  )
  const changes: [string, string][] = [
    ['POST', '/api/datasets'],
    ['POST', `/api/datasets/${id}/cancel`],
    ['POST', `/api/datasets/${id}/retry`],
    ['DELETE', `/api/datasets/${id}`],
  ]
  const foreign = changes.flatMap(([method, target]) =>
    FOREIGN.map((headers): [string, Question] => [target, { method, headers, body: '' }]),
  )
  const paths = TRAVERSALS.flatMap((each) =>
    changes
      .slice(1)
      .map(([method, target]): [string, Question] => [target.replace(id, each), { method, body: '' }]),
  )
  const bodies = [
    '{',
    'null',
    '[]',
    '{"source":7}',
    '{"source":"file:///etc/passwd"}',
    '{"__proto__":{"source":"archive"},"source":"x"}',
  ].map((body): [string, Question] => ['/api/datasets', { method: 'POST', body }])
  return [...inngest, ...foreign, ...paths, ...bodies]
}

async function forge(bench: Bench): Promise<void> {
  await withState(bench, async (server, id) => {
    for (const [target, question] of listForgeries(id)) await send(bench, server, target, question)
  })
}

async function sendHugeBodies(bench: Bench): Promise<void> {
  await withState(bench, async (server, id) => {
    const body = Buffer.alloc(BODY_BYTES, ' ')
    for (const target of [
      '/api/datasets',
      `/api/datasets/${id}/cancel`,
      '/api/inngest',
      '/',
      `/datasets/${id}`,
    ]) {
      await send(bench, server, target, { method: 'POST', body })
      await send(bench, server, target, { method: 'POST', body: '{', streamBytes: BODY_BYTES })
    }
    const { status } = await ask(server, '/api/health')
    bench.check(status === 200, `afterwards /api/health answers ${status}`)
  })
}

export const hostileTrials: Trial[] = [
  {
    area: 'hostile',
    name: '20,000 hostile addresses',
    figure: '0 5xx but 503 in words, ≤ 1.2 s for all but one in a thousand, nothing changed',
    run: visitHostileUrls,
  },
  {
    area: 'hostile',
    name: 'forged /api/inngest, foreign origins, ids that are paths, bodies that are none',
    figure: '0 5xx, nothing changed',
    run: forge,
  },
  {
    area: 'hostile',
    name: 'bodies of 60 MB, with and without a length',
    figure: 'the same, and healthy afterwards',
    run: sendHugeBodies,
  },
]
