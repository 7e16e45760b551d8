/** For tests of verifying: a real dataset that may be damaged, and is whole again after each test. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parquetName } from '@/lib/datasets/file-names'
import type { Dataset } from '@/lib/datasets/types'
import { verifyDatasets } from '@/lib/datasets/verify'
import type { Finding } from '@/lib/datasets/verify/finding'
import { repairFindings } from '@/lib/datasets/verify/repair'
import { quoteText, withConnection } from '@/lib/duckdb'
import { datasetPath } from '@/lib/storage'
import type { Person } from '@/lib/swapi/schemas'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

export const MEND = 'npm run verify -- --repair'
export const CSV_FROM_COMPANION = `Its Parquet companion is sound, so the CSV can be written again: ${MEND}`
export const CSV_IS_SOUND =
  'Its CSV is sound. The numbers that the source gave its records stand only in the companion, so it cannot be made ' +
  'from the CSV. Put it back from a copy of the storage folder; without one, download again.'
export const NOTHING_CAN_REPLACE =
  'Nothing here can replace it. Put it back from a copy of the storage folder; without one, download again.'

/** A file of a dataset, and what it was when it was made. */
interface Kept {
  path: string
  bytes: Buffer
}

/** The dataset, once `setUpDataset` has made it. */
export let dataset: Dataset
export let csv: Kept
export let parquet: Kept

/** An app with one dataset of forty people. Call it at the top. */
export function setUpDataset(): void {
  setUpTemporaryApp()
  beforeAll(async () => {
    dataset = await createReadyDataset(people(40))
    const [csvFile, parquetFile] = [dataset.fileName, parquetName(dataset.id)].map((name) => {
      const path = datasetPath(dataset.id, name)
      return { path, bytes: readFileSync(path) }
    }) as [Kept, Kept]
    csv = csvFile
    parquet = parquetFile
  })
  afterEach(restore)
}

export function restore(): void {
  for (const { path, bytes } of [csv, parquet]) writeFileSync(path, bytes)
}

/** Ids without a gap: then there is no room for a wrong one. */
export function people(count: number, changes: Partial<Person> = {}): Person[] {
  return Array.from({ length: count }, (_, index) =>
    somePerson({ id: index + 1, name: `Person ${index + 1}`, height: String(100 + (index % 7)), ...changes }),
  )
}

export async function findProblems(deep = true): Promise<Finding[]> {
  const { findings } = await verifyDatasets({ ids: [dataset.id], deep })
  return findings
}

/** A finding about the dataset, as it is expected. */
export function finding(code: string, what: string, repair: string | null = null): object {
  return { code, datasetId: dataset.id, message: `Dataset ${dataset.id}: ${what}`, repair }
}

/** Changes the bits of one byte. */
export function flip({ path }: Kept, at: number, mask = 0xff): void {
  const bytes = readFileSync(path)
  const byte = bytes[at]
  if (byte === undefined) throw new Error(`There is no byte ${at}.`)
  bytes[at] = byte ^ mask
  writeFileSync(path, bytes)
}

/** Replaces the companion by what a query makes of it, in the same form. */
export async function rewriteParquet(select: string, rest = ''): Promise<void> {
  const old = `${parquet.path}.old`
  writeFileSync(old, parquet.bytes)
  await withConnection('work', (connection) =>
    connection.run(
      `COPY (SELECT ${select} FROM read_parquet(${quoteText(old)}) ${rest}) TO ${quoteText(parquet.path)}
       (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880, DICTIONARY_SIZE_LIMIT 60000)`,
    ),
  )
  rmSync(old)
}

/** Repairs what is found, and expects that all of it was mended and the files are what they were. */
export async function expectMended(): Promise<void> {
  const findings = await findProblems()
  expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
  for (const { path, bytes } of [csv, parquet]) expect(readFileSync(path).equals(bytes)).toBe(true)
  expect(await findProblems()).toEqual([])
}

/** Repairs what is found, and expects that nothing was touched. */
export async function expectLeftAlone(): Promise<void> {
  const read = (): Buffer[] => [csv, parquet].map(({ path }) => readFileSync(path))
  const before = read()
  const findings = await findProblems()
  expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
  expect(read()).toEqual(before)
}
