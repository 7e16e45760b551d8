/** What was recorded about the files of a ready dataset when they were published, and checks against it. */
import 'server-only'
import { elsewhereError, isElsewhere } from '@/lib/datasets/elsewhere'
import { parquetName } from '@/lib/datasets/files'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { getDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'
import { formatQuantity } from '@/lib/format'
import { log } from '@/lib/log'
import type { FileFacts, FileRef } from '@/lib/storage/file'

export type StoredFormat = 'csv' | 'parquet'

export interface PublishedFile extends FileRef {
  /** What it is called in messages. */
  noun: string
  /** In bytes; null where it was not recorded. */
  byteSize: number | null
  /** In lower-case hex; null where it was not recorded. */
  sha256: string | null
}

export function describePublished(dataset: Dataset, format: StoredFormat): PublishedFile {
  const { id, fileName, byteSize, sha256, parquetSha256 } = dataset
  const object = dataset.objects?.[format] ?? null
  return format === 'csv'
    ? { id, fileName, object, noun: 'CSV', byteSize, sha256 }
    : { id, fileName: parquetName(id), object, noun: 'Parquet file', byteSize: null, sha256: parquetSha256 }
}

/** What is wrong with a file, worded as the end of a sentence about it. */
export class Damage extends Error {}

/** System errors for a file that is missing or not what it should be, or for a failing disk. */
const FILE_PROBLEMS: Record<string, string> = {
  ENOENT: 'is missing',
  ENOTDIR: 'is missing',
  ELOOP: 'is a symbolic link, or is behind one',
  EISDIR: 'is a folder',
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
  EIO: 'cannot be read from disk',
  // Those of lib/storage.
  EBADHASH: 'was changed in the bucket: its sha256 is not the one it was published with',
  ENOTMOVED: 'is not in the bucket: npm run move-storage copies the datasets of a folder there',
  EINBUCKET: 'is in a bucket, and S3_BUCKET is not set',
}

/**
 * Runs a task that reads a published file; if it fails because of the file, the error says what is wrong with
 * it.
 * @throws AppError `damaged`, `elsewhere`, or `not_found` when the dataset was deleted meanwhile; others as they come
 */
export async function orDamaged<T>({ id, noun }: PublishedFile, task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    const what = error instanceof Damage ? error.message : FILE_PROBLEMS[codeOf(error)]
    if (what === undefined) throw error
    if ((await getDataset(id))?.status !== 'ready')
      throw new AppError('not_found', 'This dataset has just been deleted.')
    if (what === FILE_PROBLEMS.ENOENT && (await isElsewhere(id))) throw elsewhereError()
    log.error({ datasetId: id, err: error }, `the ${noun} of a dataset ${what}`)
    throw new AppError(
      'damaged',
      `This dataset is damaged: its ${noun} ${what}. Run npm run verify where Holocron runs to see whether it can be repaired.`,
    )
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** @throws Damage when a file does not have the recorded size */
export function assertSize({ byteSize: recorded }: PublishedFile, { byteSize }: FileFacts): void {
  if (recorded === null || byteSize === recorded) return
  throw new Damage(`has ${formatQuantity(byteSize, 'byte')} instead of ${formatQuantity(recorded, 'byte')}`)
}

/** The result of hashing a file, by id and file name: it is hashed again only after it has changed. */
const verdicts = new Map<string, { fingerprint: string; isRight: boolean }>()
const VERDICTS_KEPT = 10_000

/**
 * True when exactly this file is known to have the recorded sha256, or none was recorded.
 * @throws Damage when it is known to have a different one
 */
export function isProven({ id, fileName, sha256 }: PublishedFile, { fingerprint }: FileFacts): boolean {
  if (sha256 === null) return true
  const verdict = verdicts.get(`${id}/${fileName}`)
  if (verdict?.fingerprint !== fingerprint) return false
  if (!verdict.isRight) throw changed()
  return true
}

/**
 * Records whether a file has the recorded sha256.
 * @throws Damage when it does not
 */
export function assertHash({ id, fileName, sha256 }: PublishedFile, facts: FileFacts, actual: string): void {
  const isRight = actual === sha256
  const key = `${id}/${fileName}`
  verdicts.delete(key)
  verdicts.set(key, { fingerprint: facts.fingerprint, isRight })
  for (const oldest of verdicts.keys()) {
    if (verdicts.size <= VERDICTS_KEPT) break
    verdicts.delete(oldest)
  }
  if (!isRight) throw changed()
}

function changed(): Damage {
  return new Damage('was changed: its sha256 is not the one it was published with')
}
