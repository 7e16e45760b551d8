import { rmSync } from 'node:fs'
import { createDatasetId } from '@/lib/dataset-id'
import { openParts } from '@/lib/datasets/assemble/joined-parts'
import { parquetOptions, writeCsvAndHash, writeParquet } from '@/lib/datasets/assemble/write-files'
import { hashContent } from '@/lib/datasets/unchanged/content-hash'
import { withConnection } from '@/lib/duckdb/lanes'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
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
    await writeParquet(connection, await openParts(connection, id, parts), options, parquet)
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
