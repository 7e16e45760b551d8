/** A dataset is deleted while 20 clients read and export it: every response is complete, or visibly not. */
import type { TestServer } from '../e2e/server'
import { downloadFrom, openServer, request, type Reply } from './server'
import { PRODUCT, type Bench, type Trial } from './trial'
import { startSwapiServer } from '@/lib/testing/swapi-server'
import { syntheticPeople } from '@/lib/testing/synthetic-people'

const READERS = 20
/** Enough that an export takes a while. */
const PEOPLE = 20_000

const VIEWS = [
  '/file',
  '/file?format=parquet',
  '/rows?format=csv',
  '/rows?format=ndjson',
  '/rows?limit=1000',
  '/rows?sort=name&limit=100',
  '/counts?columns=gender,homeworld',
  '/counts?columns=name&format=csv',
]

/** Statuses that a user can act on; any other would be confusing at this moment. */
const HONEST = [404, 409, 503]

async function deleteWhileRead(bench: Bench, server: TestServer, source: string): Promise<void> {
  const { id, status } = await downloadFrom(server, source)
  if (status !== 'ready') throw new Error(`The download is ${status}.`)
  const address = (view: string): string => `${server.url}/api/datasets/${id}${view}`
  const expected = new Map<string, Reply>()
  for (const view of VIEWS) expected.set(view, await request(address(view)))
  let isDeleted = false

  async function readOn(index: number): Promise<void> {
    for (let round = 0; round < 40; round++) {
      const view = VIEWS[(index + round) % VIEWS.length] ?? ''
      const asked = isDeleted
      const reply = await request(address(view))
      judgeReply(bench, view, reply, expected.get(view))
      if (asked && reply.status === 404) return
    }
  }

  const readers = Array.from({ length: READERS }, (_, index) => readOn(index))
  await new Promise((resolve) => setTimeout(resolve, bench.between(50, 800)))
  const deleted = await request(address(''), { method: 'DELETE' })
  isDeleted = true
  bench.check(deleted.status === 204 || deleted.status === 200, `the deletion returned ${deleted.status}`)
  await Promise.all(readers)
}

function judgeReply(
  bench: Bench,
  view: string,
  { status, body, isWhole }: Reply,
  whole: Reply | undefined,
): void {
  if (!isWhole) return bench.count('visibly cut off')
  if (status === 200) {
    bench.count('complete')
    if (!whole || !isSame(view, body, whole.body))
      bench.fail(`${view}: returned 200 with ${body.length} bytes instead of ${whole?.body.length}`)
    return
  }
  bench.count(`with status ${status}`)
  bench.check(HONEST.includes(status), `${view}: returned ${status}: ${body.toString().slice(0, 120)}`)
}

/** JSON responses include how long they took. */
function isSame(view: string, one: Buffer, other: Buffer): boolean {
  return view.includes('file') || view.includes('format=')
    ? one.equals(other)
    : Math.abs(one.length - other.length) < 16
}

async function deleteOften(bench: Bench): Promise<void> {
  const swapi = await startSwapiServer({
    shape: 'paged',
    people: syntheticPeople(PEOPLE),
    pageSize: 500,
    keepRequests: false,
  })
  const server = await openServer({ env: { SWAPI_SOURCES: swapi.url } })
  for (let round = 0; round < bench.pick({ full: 5, quick: 1, smoke: 1 }); round++)
    await deleteWhileRead(bench, server, swapi.url)
  bench.check(!/Unhandled|uncaught/i.test(server.logs()), 'the server logged an unhandled error')
  await server.stop()
  await swapi.close()
}

export const deleteTrials: Trial[] = [
  {
    area: 'concurrency',
    name: 'deleted while 20 read and export, 5 times',
    settings: PRODUCT,
    figure: 'no truncated 200; otherwise 404, 409, 503, or a connection that breaks off',
    run: deleteOften,
  },
]
