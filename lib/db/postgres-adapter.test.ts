/** Outages of a real PostgreSQL, behind a proxy that cuts its connections. */
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDatasetId } from '@/lib/dataset-id'
import { listDatasets } from '@/lib/datasets/store'
import { closeDb, db, transact } from '@/lib/db/client'
import { whileClientWaits } from '@/lib/db/deadline'
import { migrate } from '@/lib/db/migrate'
import { DatabaseAwayError, isDatabaseAway, repeatable } from '@/lib/db/outage'
import { env } from '@/lib/env'
import { describeSystemError } from '@/lib/errors'
import { type CuttingProxy, startCuttingProxy } from '@/lib/testing/cutting-proxy'
import { startPostgres, type TestPostgres } from '@/lib/testing/postgres'

jest.setTimeout(30_000)

let postgres: TestPostgres
let proxy: CuttingProxy
/** The next statement that contains this is passed on, and its connection cut before the answer. */
let cutAt: string | null = null

beforeAll(async () => {
  postgres = await startPostgres({ isDurable: true })
  const url = new URL(await postgres.createDatabase('outages'))
  proxy = await startCuttingProxy(Number(url.port), (data) => {
    const isIt = cutAt !== null && data.includes(cutAt)
    if (isIt) cutAt = null
    return isIt
  })
  url.port = String(proxy.port)
  env().DATABASE_URL = url.href
  await migrate(url.href)
})
afterAll(async () => {
  await closeDb()
  await proxy?.close()
  await postgres?.stop()
  rmSync(env().STORAGE_DIR, { recursive: true, force: true })
})
beforeEach(async () => {
  await db().dataset.deleteMany()
})
afterEach(async () => {
  cutAt = null
  proxy.setMode('pass')
  while (isDatabaseAway()) await sleep(50)
})

const newRow = () => {
  const id = createDatasetId()
  return { id, fileName: `people-${id}.csv`, requestedSource: 'auto' }
}
const count = (): Promise<number> => db().dataset.count()

/** Keeps the database away for a while. */
function away(ms: number): void {
  proxy.setMode('refuse')
  proxy.cut()
  setTimeout(() => proxy.setMode('pass'), ms)
}

async function catchAway(work: Promise<unknown>): Promise<DatabaseAwayError> {
  const error = await work.then(
    () => new Error('It succeeded.'),
    (failure: unknown) => failure,
  )
  if (!(error instanceof DatabaseAwayError)) throw error
  return error
}

test('while it restarts, reads, writes and transactions wait for it', async () => {
  const { id } = await db().dataset.create({ data: newRow() })
  const restart = postgres
    .halt()
    .then(() => sleep(500))
    .then(() => postgres.resume())
  await sleep(100)
  const work = Promise.all([
    count(),
    listDatasets({ limit: 10, offset: 0 }),
    db().dataset.update({ where: { id }, data: { retries: { increment: 1 } } }),
    transact((transaction) =>
      transaction.dataset.update({ where: { id }, data: { requests: { increment: 1 } } }),
    ),
  ])
  await restart
  const [number, { total }] = await work
  expect([number, total]).toEqual([1, 1])
  expect(await db().dataset.findUnique({ where: { id } })).toMatchObject({ retries: 1, requests: 1 })
})

test('after it crashed, idle connections are replaced unnoticed', async () => {
  await Promise.all(Array.from({ length: 5 }, count))
  await postgres.halt('SIGQUIT')
  await postgres.resume()
  expect(await Promise.all(Array.from({ length: 5 }, count))).toHaveLength(5)
})

test('work goes on half a second after it is back', async () => {
  away(1_500)
  const start = performance.now()
  expect(await count()).toBe(0)
  expect(performance.now() - start).toBeGreaterThan(1_300)
  expect(performance.now() - start).toBeLessThan(4_000)
})

test('a client that waits gets a sentence after a few seconds, and the database is asked until it is back', async () => {
  away(3_000)
  const error = await catchAway(whileClientWaits(count, 1_000))
  expect(error).toMatchObject({ outcome: 'nothing' })
  expect(describeSystemError(error)).toMatchObject({
    code: 'unavailable',
    message: 'The database is not responding. Try again in a moment.',
  })
  expect(isDatabaseAway()).toBe(true)
  expect(await count()).toBe(0)
  expect(isDatabaseAway()).toBe(false)
})

test('a read whose answer was cut off is repeated', async () => {
  await db().dataset.create({ data: newRow() })
  cutAt = 'SELECT'
  expect(await count()).toBe(1)
  expect(cutAt).toBeNull()
})

test('a write whose answer was cut off is not repeated, and the sentence says that it may have been saved', async () => {
  const data = newRow()
  await db().dataset.create({ data })
  cutAt = 'UPDATE'
  const write = db().dataset.updateMany({ where: { id: data.id }, data: { retries: { increment: 1 } } })
  expect(await catchAway(write)).toMatchObject({
    outcome: 'unknown',
    message: /may or may not have been/,
  })
  expect(await db().dataset.findUnique({ where: { id: data.id } })).toMatchObject({ retries: 1 })
})

test('a write that may be done twice is repeated', async () => {
  const data = newRow()
  await db().dataset.create({ data })
  cutAt = 'UPDATE'
  await repeatable(() => db().dataset.updateMany({ where: { id: data.id }, data: { retries: 7 } }))
  expect(cutAt).toBeNull()
  expect(await db().dataset.findUnique({ where: { id: data.id } })).toMatchObject({ retries: 7 })
})

test('a transaction that was cut off is undone and repeated as a whole', async () => {
  const [first, second] = [newRow(), newRow()]
  let runs = 0
  cutAt = second.id
  await transact(async (transaction) => {
    runs += 1
    await transaction.dataset.create({ data: first })
    await transaction.dataset.create({ data: second })
  })
  expect(runs).toBe(2)
  expect(await count()).toBe(2)
})

test('a transaction whose commit was not confirmed is not repeated, and the sentence says so', async () => {
  let runs = 0
  cutAt = 'COMMIT'
  const write = transact(async (transaction) => {
    runs += 1
    await transaction.dataset.create({ data: newRow() })
  })
  expect(await catchAway(write)).toMatchObject({ outcome: 'unknown' })
  expect([runs, await count()]).toEqual([1, 1])
})

test('connections that break in transactions are replaced, however many', async () => {
  for (let round = 0; round < 12; round++) {
    cutAt = round % 2 === 0 ? 'COMMIT' : 'INSERT'
    await transact((transaction) => transaction.dataset.create({ data: newRow() })).catch(() => undefined)
    expect(cutAt).toBeNull()
  }
  expect(await count()).toBe(12)
})

test('a database that accepts connections and never answers is found out, and its return as well', async () => {
  await Promise.all(Array.from({ length: 12 }, count))
  proxy.setMode('silence')
  const start = performance.now()
  const failures = await Promise.all(
    Array.from({ length: 12 }, () => catchAway(whileClientWaits(count, 4_000))),
  )
  expect(failures).toHaveLength(12)
  expect(performance.now() - start).toBeLessThan(9_000)
  const next = performance.now()
  await catchAway(whileClientWaits(count, 500))
  expect(performance.now() - next).toBeLessThan(2_500)
  proxy.setMode('pass')
  expect(await count()).toBe(0)
})

test('a statement that is merely slow is waited for', async () => {
  const slow = db().$queryRaw`SELECT count(*) AS "count", pg_sleep(4)::text FROM "Dataset"`
  expect(await whileClientWaits(() => slow, 1_000)).toMatchObject([{ count: 0n }])
  expect(isDatabaseAway()).toBe(false)
})

test('what is wrong with a statement is no outage', async () => {
  await expect(db().$queryRaw`SELECT nothing`).rejects.toThrow(/nothing/)
  expect(isDatabaseAway()).toBe(false)
})
