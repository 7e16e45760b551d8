import { readRowObjects, withConnection } from '@/lib/duckdb/lanes'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

beforeAll(() => Object.assign(env(), { DUCKDB_MEMORY_LIMIT: '80MB', DUCKDB_SPILL_LIMIT: '1GB' }))

/** Two million groups of long texts: about 200 MB. */
const MANY_GROUPS = `SELECT count(*)::INTEGER AS groups, sum(total)::INTEGER AS rows, max(total)::INTEGER AS largest
  FROM (SELECT 'a character whose name has the number ' || (i % 2000000) AS name, count(*) AS total
        FROM range(2000100) AS t(i) GROUP BY name)`

/** One value cannot be spilled. */
const ONE_LARGE_VALUE = 'SELECT list(i) AS all_of_them FROM range(30000000) AS t(i)'

test('a count above the memory limit spills to disk and is exact', async () => {
  expect(await readRowObjects('heavy', MANY_GROUPS)).toEqual([
    { groups: 2_000_000, rows: 2_000_100, largest: 2 },
  ])
})

test('a query that cannot run within the memory fails with a clear message, and keeps the cause', async () => {
  await expect(readRowObjects('heavy', ONE_LARGE_VALUE)).rejects.toMatchObject({
    code: 'memory',
    message:
      'This query needs more memory than is available. Narrow it with a filter, count fewer columns, or try again in a moment.',
    cause: expect.objectContaining({ message: expect.stringContaining('Out of Memory Error') }),
  })
  expect(await readRowObjects('heavy', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a query that runs out of memory is retried once', async () => {
  const outOfMemory = new Error('Out of Memory Error: failed to pin block')
  const spy = jest.spyOn(await prototypeOfConnections(), 'prepare')
  spy.mockRejectedValueOnce(outOfMemory)
  expect(await readRowObjects('heavy', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  spy.mockReset().mockRejectedValue(outOfMemory)
  await expect(readRowObjects('heavy', 'SELECT 1 AS one')).rejects.toMatchObject({ code: 'memory' })
  expect(spy).toHaveBeenCalledTimes(2)
  spy.mockRestore()
})

async function prototypeOfConnections(): Promise<{ prepare: () => Promise<unknown> }> {
  return withConnection('slice', (connection) =>
    Promise.resolve(Object.getPrototypeOf(connection) as { prepare: () => Promise<unknown> }),
  )
}
