import type { DuckDBConnection } from '@duckdb/node-api'
import { createDatasetId } from '@/lib/dataset-id'
import { NeedsMemory, withEnoughMemory } from '@/lib/datasets/assemble/enough-memory'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { assembleSome, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

/** What each attempt is given, in MB; the first ones fail. */
async function attempt(
  rows: number,
  failures: ((c: DuckDBConnection) => Promise<never>)[],
): Promise<unknown> {
  const given: number[] = []
  const task = async (connection: DuckDBConnection, memoryMb: number): Promise<number[]> => {
    given.push(memoryMb)
    await failures.shift()?.(connection)
    return given
  }
  return withEnoughMemory(rows, task).catch((error: Error) => [...given, error.message])
}

const outOfMemory = async (connection: DuckDBConnection): Promise<never> => {
  await connection.run('SELECT list(i) FROM range(100000000) AS t(i)')
  throw new Error('There was enough memory.')
}
const needs = (memoryMb: number) => (): Promise<never> => Promise.reject(new NeedsMemory(memoryMb))
const fail = (): Promise<never> => Promise.reject(new Error('broken'))

const TOO_LITTLE =
  'This query needs more memory than is available. Narrow it with a filter, count fewer columns, or try again in a moment.'

test.each([
  ['few rows', 82, [], [128]],
  ['many rows', 1_000_000, [], [64]],
  ['many rows that run out of it', 1_000_000, [outOfMemory], [64, 128]],
  ['many long rows', 1_000_000, [needs(200)], [64, 200]],
  ['long rows', 82, [needs(200)], [128, 200]],
  ['rows that run out of it again', 1_000_000, [outOfMemory, outOfMemory], [64, 128, TOO_LITTLE]],
  ['rows that need no more than they had', 82, [needs(128)], [128, 'This work needs 128 MB.']],
  ['another failure', 1_000_000, [fail], [64, 'broken']],
])('%s', async (_, rows, failures, given) => {
  expect(await attempt(rows, [...failures])).toEqual(given)
})

test('many rows in any order give the same dataset', async () => {
  const ascending = Array.from({ length: 125_000 }, (_, index) =>
    somePerson({ id: index + 1, name: `Person ${index + 1}` }),
  )
  const { facts } = await assembleSome(createDatasetId(), ascending)
  const scattered = ascending.map((_, index) => ascending[(index * 7_919) % ascending.length]!)
  expect((await assembleSome(createDatasetId(), scattered)).facts).toEqual(facts)
}, 60_000)
