import { rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { createDatasetId } from '@/lib/dataset-id'
import { loadParts } from '@/lib/datasets/assemble/loaded-parts'
import { parquetOptions, writeCsvAndHash, writeParquet } from '@/lib/datasets/assemble/write-files'
import { partName, writeRecordsPart } from '@/lib/datasets/download/parts'
import { hashContent } from '@/lib/datasets/unchanged/content-hash'
import { withConnection } from '@/lib/duckdb/lanes'
import { PEOPLE } from '@/lib/resources/people'
import { storage } from '@/lib/storage'
import type { Person } from '@/lib/swapi/records/schemas'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

/** Writes both files of people with distinct names; returns their hashes. */
async function write(count: number, options: string): Promise<Record<string, string | null>> {
  const id = createDatasetId()
  const people = Array.from({ length: count }, (_, index) =>
    somePerson({ id: count - index, name: `Person ${index}`, homeworldId: 1 + (index % 3) }),
  )
  const planets = [1, 2, 3].map((planet) => ({ id: planet, name: `Planet ${planet}` }))
  const parts = await writeSomeParts(id, people, planets)
  const [parquet, csv] = ['a.parquet', 'a.csv'].map((name) => storage.partPath(id, name))
  if (parquet === undefined || csv === undefined) throw new Error('no paths')
  return withConnection('work', async (connection) => {
    await loadParts(connection, id, parts)
    await writeParquet(connection, false, options, parquet)
    const { sha256, contentHash } = await writeCsvAndHash(connection, parquet, csv, 100)
    expect(contentHash).toBe(await hashContent(connection, parquet))
    const hashes = {
      parquet: await storage.hashPart(id, 'a.parquet'),
      csv: await storage.hashPart(id, 'a.csv'),
    }
    expect(hashes.csv).toBe(sha256)
    for (const file of [parquet, csv]) rmSync(file)
    return hashes
  })
}

test.each([1, 2, 82, 100, 2_048, 2_049, 5_000])(
  'a dictionary with just enough room for %i rows gives the same bytes as the usual one',
  async (count) => {
    expect(await write(count, parquetOptions(122_880, count))).toEqual(
      await write(count, parquetOptions(122_880)),
    )
  },
)

describe('rows that came in order are not sorted', () => {
  /** Writes people as parts of the given sizes, and both kinds of Parquet file from them; returns their hashes. */
  async function writeBoth(people: Person[], sizes: number[]): Promise<(string | null)[]> {
    const id = createDatasetId()
    const [, planets] = await writeSomeParts(id, people)
    if (planets === undefined) throw new Error('no planets')
    const parts = [planets]
    let first = 0
    for (const size of [...sizes, people.length]) {
      const some = people.slice(first, first + size)
      const name = partName(PEOPLE, first + 1, 'order')
      const { sha256 } = await writeRecordsPart(id, name, PEOPLE, Readable.from([some]))
      parts.push({ name, rows: some.length, sha256 })
      first += some.length
    }
    return withConnection('work', async (connection) => {
      await loadParts(connection, id, parts)
      const hashes: (string | null)[] = []
      for (const isInOrder of [true, false]) {
        const file = storage.partPath(id, 'order.parquet')
        await writeParquet(connection, isInOrder, parquetOptions(2_048), file)
        hashes.push(await storage.hashPart(id, 'order.parquet'))
        rmSync(file)
      }
      return hashes
    })
  }

  test('and the files are the same, however they were distributed among the parts, homeless or not', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 4 })
    const homeless = fc.constantFrom(1, 2, 7, 10_000)
    await fc.assert(
      fc.asyncProperty(sizes, homeless, async (sizes, every) => {
        const people = Array.from({ length: 9_000 }, (_, index) =>
          somePerson({ id: 2 * index + 1, name: `P ${index}`, homeworldId: index % every === 0 ? null : 1 }),
        )
        const [inOrder, sorted] = await writeBoth(people, sizes)
        expect(inOrder).toBe(sorted)
      }),
      { numRuns: 12 },
    )
  })

  test('rows that did not are sorted even if they are said to be in order', async () => {
    const people = [3, 1, 2].map((id) => somePerson({ id }))
    const [saidToBe, sorted] = await writeBoth(people, [])
    expect(saidToBe).toBe(sorted)
  })
})
