/** For verification tests: a real dataset that tests may damage and that is restored after each test. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parquetName } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { Finding } from '@/lib/datasets/verify/finding'
import { repairFindings } from '@/lib/datasets/verify/repair'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'
import { quoteText, withConnection } from '@/lib/duckdb/lanes'
import { storage } from '@/lib/storage'
import type { Person } from '@/lib/swapi/records/schemas'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

export const REPAIR = 'npm run verify -- --repair'
export const CSV_FROM_PARQUET = `Its Parquet file is intact, so the CSV can be rebuilt: ${REPAIR}`
export const CSV_IS_INTACT =
  'Its CSV is intact. The source’s ids of the records are only in the Parquet file, so it cannot be rebuilt from the ' +
  'CSV. Restore it from a backup of the storage folder; without one, download the dataset again.'
export const NOTHING_CAN_REPLACE =
  'Nothing here can replace it. Restore it from a backup of the storage folder; without one, download the dataset again.'

/** A file of a dataset, with its original bytes. */
interface Kept {
  path: string
  bytes: Buffer
}

/** The dataset, once `setUpDataset` has created it. */
export let dataset: Dataset
export let csv: Kept
export let parquet: Kept

/** Sets up an app with one dataset of forty people. Call it at the top level. */
export function setUpDataset(): void {
  setUpTemporaryApp()
  beforeAll(async () => {
    dataset = await createReadyDataset(people(40))
    const [csvFile, parquetFile] = [dataset.fileName, parquetName(dataset.id)].map((name) => {
      const path = storage.datasetPath(dataset.id, name)
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

/** The ids have no gaps, so there is no room for a wrong one. */
export function people(count: number, changes: Partial<Person> = {}): Person[] {
  return Array.from({ length: count }, (_, index) =>
    somePerson({ id: index + 1, name: `Person ${index + 1}`, height: String(100 + (index % 7)), ...changes }),
  )
}

export async function findProblems(deep = true): Promise<Finding[]> {
  const { findings } = await verifyDatasets({ ids: [dataset.id], deep })
  return findings
}

/** An expected finding about the dataset. */
export function finding(code: string, what: string, repair: string | null = null): object {
  return { code, datasetId: dataset.id, message: `Dataset ${dataset.id}: ${what}`, repair }
}

/** Flips the masked bits of one byte. */
export function flip({ path }: Kept, at: number, mask = 0xff): void {
  const bytes = readFileSync(path)
  const byte = bytes[at]
  if (byte === undefined) throw new Error(`There is no byte ${at}.`)
  bytes[at] = byte ^ mask
  writeFileSync(path, bytes)
}

/** Replaces the Parquet file with the result of a query over it, in the same format. */
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

/** Repairs all findings, and expects that all are repaired and the files have their original bytes. */
export async function expectRepaired(): Promise<void> {
  const findings = await findProblems()
  expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
  for (const { path, bytes } of [csv, parquet]) expect(readFileSync(path).equals(bytes)).toBe(true)
  expect(await findProblems()).toEqual([])
}

/** Tries to repair all findings, and expects that nothing was touched. */
export async function expectLeftAlone(): Promise<void> {
  const read = (): Buffer[] => [csv, parquet].map(({ path }) => readFileSync(path))
  const before = read()
  const findings = await findProblems()
  expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
  expect(read()).toEqual(before)
}
