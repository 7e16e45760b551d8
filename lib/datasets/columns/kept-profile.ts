/**
 * The profiles of whole large datasets. They are made when a dataset is assembled and kept in files that can be deleted at
 * any time: they are made again when needed (docs/decisions/0053).
 */
import 'server-only'
import { createHash } from 'node:crypto'
import { MANY_ROWS } from '@/lib/datasets/columns/table'
import { readIntact } from '@/lib/datasets/intact'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { DatasetProfile } from '@/lib/datasets/model/profile'
import { profileColumns, profileFile } from '@/lib/datasets/query/profile'
import { parquetTable } from '@/lib/datasets/query/table'
import { type ReadRows, withReader } from '@/lib/duckdb/lanes'
import { storage } from '@/lib/storage'

const KIND = 'profiles'

/** Increased when they are computed or written differently. */
const FORMAT = 1

/**
 * Profiles columns over all rows of a dataset; all columns when none are given.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function profileWhole(
  dataset: Dataset,
  columns: DatasetColumn[],
  signal?: AbortSignal,
): Promise<DatasetProfile> {
  const { rowCount, parquetSha256 } = dataset
  if (rowCount <= MANY_ROWS || parquetSha256 === null) return profileColumns(dataset, { columns }, signal)
  const kept = await readKept(parquetSha256)
  if (kept !== null) return readIntact(dataset, () => Promise.resolve(pick(kept, columns)))
  if (columns.length > 0) return profileColumns(dataset, { columns }, signal)
  const make = (file: string): Promise<DatasetProfile> =>
    withReader('heavy', (read) => profileFile(read, file, rowCount), signal)
  // All of the file is checked first: it may be changed back later, and the profile would then be wrong.
  const made = await readIntact(dataset, make, Number.POSITIVE_INFINITY)
  await keep(made, parquetSha256)
  return made
}

/** Makes the profile of a Parquet file about to be published, if it is large. */
export async function prepareProfile(
  file: string,
  sha256: string,
  rowCount: number,
  read: ReadRows,
): Promise<void> {
  if (rowCount <= MANY_ROWS || (await readKept(sha256)) !== null) return
  await keep(await profileFile(read, parquetTable(file), rowCount), sha256)
}

function pick(profile: DatasetProfile, columns: DatasetColumn[]): DatasetProfile {
  if (columns.length === 0) return profile
  const found = columns.flatMap((name) => profile.columns.filter(({ column }) => column === name))
  return { ...profile, columns: found }
}

async function readKept(sha256: string): Promise<DatasetProfile | null> {
  const text = await storage.readDerivedText(KIND, keyOf(sha256))
  if (text === null) return null
  const [checksum, body = ''] = text.split('\n', 2)
  // With this checksum, it is exactly what was written.
  if (checksum === sha256Of(keyOf(sha256) + body)) return JSON.parse(body) as DatasetProfile
  await storage.removeDerivedFile(KIND, keyOf(sha256))
  return null
}

async function keep(profile: DatasetProfile, sha256: string): Promise<void> {
  const key = keyOf(sha256)
  const body = JSON.stringify(profile)
  const text = `${sha256Of(key + body)}\n${body}`
  await storage.ensureDerivedFile(KIND, key, (file) => storage.writeText(file, text))
}

function keyOf(sha256: string): string {
  return sha256Of(JSON.stringify([FORMAT, DATASET_COLUMNS, sha256]))
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
