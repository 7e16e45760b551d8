/** Many processes on one database, each with a clock of its own: every time of a schedule has one run. */
import { type ChildProcess, spawn } from 'node:child_process'
import { setEventReceiver } from '@/inngest/embedded/transport'
import { runDueSchedules } from '@/inngest/schedules'
import { closeDb, db } from '@/lib/db/client'
import { migrate } from '@/lib/db/migrate'
import { env } from '@/lib/env'
import { createSchedule } from '@/lib/schedules/changes'
import { listTimes } from '@/lib/schedules/cron'
import type { Schedule } from '@/lib/schedules/model/schedule'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { startPostgres, type TestPostgres } from '@/lib/testing/postgres'
import type { Ticked } from '@/lib/testing/schedule-ticker'
import { setUpScript } from '@/lib/testing/script'

setUpTemporaryApp()
const ticker = setUpScript('lib/testing/schedule-ticker.ts')

const TICKS = 1_000
const STEP_MS = 15_000
/** Clocks in London are about to be put back. */
const START = Date.parse('2026-10-24T23:00:00Z')
const END = START + (TICKS - 1) * STEP_MS

const PLANS = [
  { source: 'archive', cron: '*/5 * * * *', zone: 'UTC' },
  { source: 'https://swapi.info/api', cron: '*/15 * * * *', zone: 'America/New_York' },
  { source: 'auto', cron: '30 1 * * *', zone: 'Europe/London' },
]

let postgres: TestPostgres | undefined
afterAll(() => postgres?.stop())

async function connect(database: string): Promise<void> {
  if (database === 'SQLite') return
  postgres = await startPostgres()
  await closeDb()
  env().DATABASE_URL = await postgres.createDatabase('schedules')
  await migrate(env().DATABASE_URL)
}

describe.each(['SQLite', 'PostgreSQL'])('on %s', (database) => {
  let schedules: Schedule[]

  beforeAll(() => connect(database))
  beforeEach(async () => {
    setSources('archive', 'https://swapi.info/api')
    await db().schedule.deleteMany()
    await db().dataset.deleteMany()
    schedules = []
    for (const plan of PLANS)
      schedules.push(await createSchedule({ ...plan, lossPercent: 10 }, { now: new Date(START) }))
  })
  afterEach(() => setEventReceiver(undefined))

  test('two processes of 1,000 ticks each, and clocks that differ by seven seconds, make one run each', async () => {
    const processes = [0, 7_000].map((skewMs) => startTicker(START + skewMs))
    await Promise.all(processes.map(({ ready }) => ready))
    for (const { child } of processes) child.stdin?.end()
    const ticked = await Promise.all(processes.map(({ done }) => done))
    const runs = ticked.flatMap((one) => one.runs)
    for (const { id, cron, zone } of schedules) {
      const expected = listTimes(cron, zone, new Date(START), TICKS).filter((time) => time.getTime() <= END)
      expect(expected.length).toBeGreaterThan(0)
      const times = runs.flatMap(({ scheduleId, at }) => (scheduleId === id ? [at] : []))
      expect(times.sort()).toEqual(expected.map((time) => time.toISOString()))
    }
    // 49 times of five minutes, 16 of fifteen, and London's 01:30 once.
    expect(runs).toHaveLength(49 + 16 + 1)
    const started = runs.flatMap(({ joined, datasetId }) => (joined ? [] : [datasetId]))
    expect(ticked.flatMap(({ events }) => events).sort()).toEqual(started.sort())
    expect(new Set(started).size).toBe(started.length)
    expect(await db().dataset.count()).toBe(started.length)
  })

  test('of twenty ticks at the same moment, one starts each download', async () => {
    const events: string[] = []
    setEventReceiver({ receive: (sent) => Promise.resolve(void events.push(...sent.map(({ id }) => id))) })
    const now = new Date(START + 3 * 3_600_000)
    const runs = (await Promise.all(Array.from({ length: 20 }, () => runDueSchedules(now)))).flat()
    expect(runs.map(({ scheduleId }) => scheduleId).sort()).toEqual(schedules.map(({ id }) => id).sort())
    expect(new Set(events).size).toBe(3)
    expect(events).toHaveLength(3)
  })
})

interface Ticker {
  child: ChildProcess
  ready: Promise<void>
  done: Promise<Ticked>
}

function startTicker(start: number): Ticker {
  const child = spawn(process.execPath, [...ticker, ...[start, TICKS, STEP_MS].map(String)], {
    env: {
      ...process.env,
      DATABASE_URL: env().DATABASE_URL,
      SWAPI_SOURCES: env().SWAPI_SOURCES.join(','),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  let failure = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (failure += text))
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.startsWith('ready\n')) resolve()
    })
    child.once('close', () => reject(new Error(`A ticker ended early: ${failure}`)))
  })
  const done = new Promise<Ticked>((resolve, reject) => {
    child.once('close', (code) =>
      code === 0
        ? resolve(JSON.parse(output.slice('ready\n'.length)) as Ticked)
        : reject(new Error(`A ticker failed: ${failure}`)),
    )
  })
  return { child, ready, done }
}
