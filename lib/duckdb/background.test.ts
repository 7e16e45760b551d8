import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import os from 'node:os'
import { readRowObjects } from '@/lib/duckdb/lanes'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

/** Would take an hour. */
const ENDLESS = 'SELECT count(*) FROM range(10000000) a(i), range(1000000) b(j) WHERE (i * j) % 7 = 3'

/** More than Node's threads for files and name lookups, of which there are four by default. */
const MANY = 8

/** Threads of test files that ran in this process before. */
let loweredBefore: Set<string>

beforeAll(() => {
  Object.assign(env(), { HEAVY_QUERIES: MANY, HEAVY_QUERY_MS: 3_600_000 })
  loweredBefore = process.platform === 'linux' ? new Set(listLowered()) : new Set()
})

test('heavy queries occupy none of the threads that read files, and slices are read meanwhile', async () => {
  const controller = new AbortController()
  const queries = Array.from({ length: MANY }, () => readRowObjects('heavy', ENDLESS, [], controller.signal))
  const ends = Promise.allSettled(queries)
  await readRowObjects('slice', 'SELECT 1 AS one')
  expect(await readFile('package.json', 'utf8')).toContain('"holocron"')
  controller.abort()
  expect((await ends).map(({ status }) => status)).toEqual(Array(MANY).fill('rejected'))
})

// Only Linux has a priority for each thread.
const testOnLinux = process.platform === 'linux' ? test : test.skip

testOnLinux('the threads of heavy queries have a lower priority than all others', async () => {
  await readRowObjects('heavy', 'SELECT 1 AS one')
  expect(listLowered().filter((thread) => !loweredBefore.has(thread))).toHaveLength(env().DUCKDB_THREADS)
})

/** Numbers of the threads of this process that have a lower priority than its first one. */
function listLowered(): string[] {
  const usual = os.getPriority(process.pid)
  return readdirSync('/proc/self/task').filter((thread) => os.getPriority(Number(thread)) > usual)
}

test('an error of the query is passed on', async () => {
  await expect(readRowObjects('heavy', 'SELECT error($1)', ['no such ship'])).rejects.toThrow(
    'Invalid Input Error: no such ship',
  )
  await expect(readRowObjects('heavy', 'SELECT * FROM nowhere')).rejects.toThrow('Table with name nowhere')
})
