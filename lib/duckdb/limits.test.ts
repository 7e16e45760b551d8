import { readRowObjects, withConnection, withReader } from '@/lib/duckdb/lanes'
import { streamRows } from '@/lib/duckdb/read'
import { env } from '@/lib/env'
import { orQueryLimit } from '@/lib/errors'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

/** Would take an hour. */
const ENDLESS =
  'SELECT count(*) AS total FROM range(10000000) a(i), range(1000000) b(j) WHERE (i * j) % 7 = 3'

const HOUR_MS = 3_600_000

beforeEach(() => Object.assign(env(), { HEAVY_QUERIES: 2, HEAVY_QUEUE: 3, HEAVY_QUERY_MS: HOUR_MS }))

async function readOne(): Promise<unknown> {
  return readRowObjects('heavy', 'SELECT 1 AS one')
}

describe('the time limit', () => {
  const stopped = {
    code: 'timeout',
    message:
      'This query took longer than 0.1 s and was stopped. Narrow it with a filter, or count fewer columns.',
  }

  test('stops a heavy query with a message that a page can show', async () => {
    env().HEAVY_QUERY_MS = 100
    await expect(readRowObjects('heavy', ENDLESS)).rejects.toMatchObject(stopped)
    expect(await orQueryLimit(readRowObjects('heavy', ENDLESS))).toEqual({
      answer: null,
      problem: stopped.message,
      isDamaged: false,
    })
  })

  test('applies to each of several related queries, and stops them all', async () => {
    env().HEAVY_QUERY_MS = 3_000
    const ends: unknown[] = []
    const reading = withReader('heavy', async (read) => {
      for (let i = 0; i < 2; i += 1) {
        await new Promise((resolve) => setTimeout(resolve, 1_600))
        ends.push(await read('SELECT ?::INTEGER AS i', [i]))
      }
      await read(ENDLESS)
      ends.push('not reached')
    })
    await expect(reading).rejects.toMatchObject({ code: 'timeout' })
    expect(ends).toEqual([[{ i: 0 }], [{ i: 1 }]])
  })

  test('leaves the connection usable', async () => {
    await withConnection('work', async (connection) => {
      const query = connection.runAndReadAll(ENDLESS)
      setTimeout(() => connection.interrupt(), 50)
      await expect(query).rejects.toThrow('INTERRUPT')
      expect((await connection.runAndReadAll('SELECT 1 AS one')).getRowObjects()).toEqual([{ one: 1 }])
    })
  })

  test('frees the slot for the next query', async () => {
    env().HEAVY_QUERY_MS = 100
    const stuck = Array.from({ length: 4 }, () => readRowObjects('heavy', ENDLESS))
    const ends = await Promise.allSettled(stuck)
    expect(ends.map((end) => end.status === 'rejected' && (end.reason as Error).message)).toEqual(
      Array(4).fill(stopped.message),
    )
    env().HEAVY_QUERY_MS = HOUR_MS
    expect(await readOne()).toEqual([{ one: 1 }])
  })

  test('does not apply to assembling a download, nor to what has already ended', async () => {
    env().HEAVY_QUERY_MS = 100
    const slow =
      'SELECT count(*)::INTEGER AS total FROM range(10000) a(i), range(10000) b(j) WHERE (i * j) % 7 = 3'
    expect(await readRowObjects('work', slow)).toEqual([{ total: 12_243_674 }])
    env().HEAVY_QUERY_MS = HOUR_MS
    expect(await readOne()).toEqual([{ one: 1 }])
  })

  test('never lets a truncated result through, even from a stream that ends as if complete', async () => {
    env().HEAVY_QUERY_MS = 100
    const reading = withConnection('heavy', async (connection) => {
      let rows = 0
      for await (const batch of streamRows(connection, 'SELECT i FROM range(100000000000) AS t(i)'))
        rows += batch.length
      return rows
    })
    await expect(reading).rejects.toMatchObject(stopped)
  })

  test('also fails a task that swallows the interrupt', async () => {
    env().HEAVY_QUERY_MS = 100
    const swallowing = withConnection('heavy', (connection) =>
      connection.run(ENDLESS).then(
        () => 'ended',
        () => 'swallowed',
      ),
    )
    await expect(swallowing).rejects.toMatchObject(stopped)
  })
})

describe('giving up', () => {
  test('interrupts a running query at once', async () => {
    const giveUp = new AbortController()
    const query = readRowObjects('heavy', ENDLESS, [], giveUp.signal)
    setTimeout(() => giveUp.abort(new Error('the visitor left')), 50)
    await expect(query).rejects.toMatchObject({ code: 'aborted', cause: new Error('the visitor left') })
    expect(await readOne()).toEqual([{ one: 1 }])
  })

  test('takes effect even before the query has begun', async () => {
    const giveUp = new AbortController()
    const query = withConnection(
      'heavy',
      (connection) => {
        const running = connection.run(ENDLESS)
        giveUp.abort()
        return running
      },
      giveUp.signal,
    )
    await expect(query).rejects.toMatchObject({ code: 'aborted' })
  })

  test('removes a waiting query from the queue, without affecting running ones', async () => {
    const running = new AbortController()
    const stuck = [1, 2].map(() => readRowObjects('heavy', ENDLESS, [], running.signal))
    const giveUp = new AbortController()
    const waiting = readRowObjects('heavy', ENDLESS, [], giveUp.signal)
    giveUp.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
    running.abort()
    const ends = await Promise.allSettled(stuck)
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('ends related queries between two of them', async () => {
    const giveUp = new AbortController()
    const reading = withReader(
      'heavy',
      async (read) => {
        await read('SELECT 1 AS one')
        giveUp.abort()
        await read('SELECT 2 AS two')
      },
      giveUp.signal,
    )
    await expect(reading).rejects.toMatchObject({ code: 'aborted' })
  })

  test('prevents a query from running when it came first', async () => {
    const task = jest.fn(() => Promise.resolve(1))
    await expect(withConnection('slice', task, AbortSignal.abort())).rejects.toMatchObject({
      code: 'aborted',
    })
    expect(task).not.toHaveBeenCalled()
  })
})

test('slices, downloads and exports continue while heavy queries run and wait, and one too many is refused', async () => {
  const end = new AbortController()
  const stuck = Array.from({ length: 5 }, () => readRowObjects('heavy', ENDLESS, [], end.signal))
  const slices = Array.from({ length: 20 }, (_, i) => readRowObjects('slice', 'SELECT ?::INTEGER AS i', [i]))
  expect(await Promise.all(slices)).toEqual(Array.from({ length: 20 }, (_, i) => [{ i }]))
  expect(await readRowObjects('work', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(await readRowObjects('export', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await expect(readOne()).rejects.toMatchObject({
    code: 'busy',
    message: 'Too many counts and searches are running. Try again in a moment.',
  })
  end.abort()
  const ends = await Promise.allSettled(stuck)
  expect(ends.map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
  expect(await readOne()).toEqual([{ one: 1 }])
})

test('related queries share one slot and one connection, whose tables are gone afterwards', async () => {
  Object.assign(env(), { HEAVY_QUERIES: 1, HEAVY_QUEUE: 0 })
  const rows = await withReader('heavy', async (read) => {
    await read('CREATE TEMP TABLE kept AS SELECT ?::INTEGER AS one', [1])
    return read('SELECT one FROM kept')
  })
  expect(rows).toEqual([{ one: 1 }])
  await expect(readRowObjects('heavy', 'SELECT one FROM kept')).rejects.toThrow('kept does not exist')
})

describe('a stream', () => {
  test('that fails midway throws, although DuckDB ends it as if complete', async () => {
    const failing = `SELECT CASE WHEN i = 2000000 THEN error('boom') ELSE i::VARCHAR END AS value FROM range(4000000) AS t(i)`
    let rows = 0
    const reading = withConnection('work', async (connection) => {
      for await (const batch of streamRows(connection, failing)) rows += batch.length
    })
    await expect(reading).rejects.toThrow('DuckDB stopped in the middle of a result without giving a reason.')
    expect(rows).toBeLessThanOrEqual(2_000_000)
  })

  test('keeps the order of its query, its NULLs and its bound values', async () => {
    const rows = await withConnection('work', async (connection) => {
      const read: unknown[] = []
      const sql = `SELECT CASE WHEN i % 3 = 0 THEN i::INTEGER END AS value, i % 3 = ? AS is_one
        FROM range(50000) AS t(i) ORDER BY i DESC`
      for await (const batch of streamRows(connection, sql, [1])) read.push(...batch)
      return read
    })
    const expected = Array.from({ length: 50_000 }, (_, i) => [i % 3 === 0 ? i : null, i % 3 === 1])
    expect(rows).toEqual(expected.reverse())
  })
})
