/** Sources that fail, lie and stall: a download ends ready and correct, or failed with a reason. */
import type { ServerResponse } from 'node:http'
import pLimit from 'p-limit'
import { FAULT_ENV } from './faults'
import { Holocron } from './holocron'
import { judge, within } from './oracle'
import { followSchedule, makeSchedules, type Schedule } from './schedules'
import { begin, openServer, request, verifyStorage, waitFor } from './server'
import { startSource } from './source'
import { PRODUCT, type Bench, type Trial } from './trial'
import { startSwapiServer, type SwapiRequest, type SwapiServer } from '@/lib/testing/swapi-server'

/** Most downloads only wait for the default timeouts. */
const LANES = 24
/** Three faults, each of them silence four times in a row, take seven minutes. */
const LONGEST_MS = 600_000
/** Five attempts of 0.7 s each, with a margin for slow machines. */
const STUCK_MS = 25_000
const SHAPES = ['paged', 'expanded', 'array'] as const

/** One source of each shape, one download at a time. */
interface Lane {
  servers: Record<(typeof SHAPES)[number], SwapiServer>
  intercept: (request: SwapiRequest, response: ServerResponse) => boolean
}

async function openLane(): Promise<Lane> {
  const lane: Lane = { servers: {} as Lane['servers'], intercept: () => false }
  for (const shape of SHAPES) {
    lane.servers[shape] = await startSwapiServer({
      shape,
      intercept: (request, response) => lane.intercept(request, response),
      keepRequests: false,
    })
  }
  return lane
}

async function tryToMislead(bench: Bench): Promise<void> {
  const reference = await startSource()
  const lanes = await Promise.all(Array.from({ length: LANES }, openLane))
  const storageDir = bench.folder()
  const sources = lanes.flatMap(({ servers }) => Object.values(servers).map(({ url }) => url))
  const settings = bench.pick<Record<string, string>>({ full: {}, quick: {}, smoke: FAULT_ENV })
  const server = await openServer({ storageDir, env: { SWAPI_SOURCES: sources.join(','), ...settings } })
  const limit = pLimit(LANES)

  async function follow(schedule: Schedule, index: number): Promise<void> {
    const lane = lanes.pop()
    if (lane === undefined) throw new Error('There is no lane left.')
    lane.intercept = followSchedule(schedule)
    const what = `schedule ${index} ${JSON.stringify(schedule)}`
    const id = await begin(server, lane.servers[schedule.shape].url)
    try {
      const facts = await within(LONGEST_MS, 'It', waitFor(server, id))
      judge(bench, storageDir, facts, reference.hashes, what)
    } catch (error) {
      bench.fail(`${what}: ${String(error)}`)
      // So that the next download of this source does not join this one.
      await request(`${server.url}/api/datasets/${id}/cancel`, { method: 'POST' })
    }
    lanes.push(lane)
  }

  const all = [...lanes]
  const schedules = makeSchedules(bench.pick({ full: 300, quick: 60, smoke: 12 }), bench.seed)
  await Promise.all(schedules.map((schedule, index) => limit(() => follow(schedule, index))))
  for (const finding of await verifyStorage(storageDir)) bench.fail(`after all schedules: ${finding}`)
  await server.stop()
  await reference.close()
  await Promise.all(all.flatMap(({ servers }) => Object.values(servers).map((server) => server.close())))
}

const STUCK = ['black hole', 'black hole after the headers', 'drip', 'endless']

/** A timeout held only by a weak reference is lost at the next garbage collection. */
async function collectGarbage(bench: Bench): Promise<void> {
  for (const kind of STUCK) {
    const intercept = followSchedule({
      shape: 'paged',
      faults: [{ resource: 'people', page: 1, kind, times: null }],
    })
    const server = await startSwapiServer({ shape: 'paged', intercept })
    const storageDir = bench.folder()
    const holocron = await Holocron.start({
      storageDir,
      sources: [server.url],
      env: FAULT_ENV,
      collectsGarbage: true,
    })
    const { id } = await holocron.call<{ id: string }>('download', server.url)
    const facts = await within(STUCK_MS, kind, holocron.wait(id)).catch(() => null)
    bench.count(facts?.status ?? 'hanging')
    bench.check(
      facts?.status === 'failed',
      `${kind}: after ${STUCK_MS / 1_000} s the download still waits for an answer`,
    )
    await holocron.kill()
    await server.close()
  }
}

export const upstreamTrials: Trial[] = [
  {
    area: 'upstream',
    name: '300 random schedules of faults and lies',
    settings: PRODUCT,
    figure: 'ready with the bytes of an undisturbed run, or failed with a reason and no file',
    run: tryToMislead,
  },
  {
    area: 'upstream',
    name: 'answers that never end, while memory is freed all the time',
    settings: 'no HTTP server; response timeout 0.7 s, at most 1 MB, first retry wait 5 ms',
    figure: 'failed with a reason after its timeouts',
    run: collectGarbage,
  },
]
