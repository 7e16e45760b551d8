/**
 * Reads of a ready dataset's files. What is missing, cut short, changed, or not a file of the dataset's own, is
 * `damaged`: never an empty answer, or a wrong one (docs/decisions/0023).
 */
import 'server-only'
import { createHash, type Hash } from 'node:crypto'
import {
  assertHash,
  assertSize,
  Damage,
  describePublished,
  isProven,
  orDamaged,
  type PublishedFile,
  type StoredFormat,
} from '@/lib/datasets/published'
import type { Dataset } from '@/lib/datasets/types'
import { isUnreadable } from '@/lib/duckdb/errors'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { openDatasetFile, statDatasetFile, type OpenFile } from '@/lib/storage/read'

/** Files up to this size are hashed before they are first read, which takes some 50 ms. In bytes. */
const HASHED_FIRST = 16 * 1024 * 1024

/** Larger pieces do not make it faster, and each reader holds two. In bytes. */
const PIECE = 256 * 1024

/**
 * Reads the Parquet companion of a dataset through `read`.
 * @throws AppError `damaged`, `not_found` when the dataset was deleted meanwhile, or whatever `read` throws
 */
export async function readIntact<T>(dataset: Dataset, read: () => Promise<T>): Promise<T> {
  if (dataset.status !== 'ready') return read()
  const published = describePublished(dataset, 'parquet')
  return orDamaged(published, async () => {
    await assertIntact(published, HASHED_FIRST)
    try {
      return await read()
    } catch (error) {
      if (error instanceof AppError) throw error
      // DuckDB has many words for a file that it cannot make sense of: only the file itself can tell.
      await assertIntact(published, Number.POSITIVE_INFINITY)
      if (published.sha256 === null && isUnreadable(error))
        throw new Damage('cannot be read', { cause: error })
      throw error
    }
  })
}

/** @param hashUpTo size in bytes from which on the sha256 is not looked at */
async function assertIntact(published: PublishedFile, hashUpTo: number): Promise<void> {
  const facts = await statDatasetFile(published.id, published.fileName)
  if (facts.byteSize > hashUpTo || isProven(published, facts)) return
  const file = await openDatasetFile(published.id, published.fileName)
  try {
    assertHash(published, file, await hashFile(file))
  } finally {
    await file.handle.close()
  }
}

/** A file of a dataset, open and of the size that it was published with. */
export interface IntactFile {
  /** In bytes. */
  byteSize: number
  /**
   * The bytes from `start` to `end`, the last one included. Ends in order only after the last of them, and after all
   * there are only if they have the recorded sha256. Closes the file.
   */
  read: (start: number, end: number) => AsyncGenerator<Buffer>
  /** For those who read nothing, or no longer. */
  close: () => Promise<void>
}

/**
 * Opens a file of a ready dataset.
 * @throws AppError `damaged`, or `not_found` when the dataset was deleted meanwhile
 */
export async function openIntact(dataset: Dataset, format: StoredFormat): Promise<IntactFile> {
  const published = describePublished(dataset, format)
  return orDamaged(published, async () => {
    const file = await openDatasetFile(dataset.id, published.fileName)
    const close = (): Promise<void> => file.handle.close()
    try {
      assertSize(published, file)
      if (file.byteSize <= HASHED_FIRST && !isProven(published, file))
        assertHash(published, file, await hashFile(file))
    } catch (error) {
      await close()
      throw error
    }
    return { byteSize: file.byteSize, read: (start, end) => readBytes(published, file, start, end), close }
  })
}

/** Holds each piece back until the next one is there, so that the last can still be refused. */
async function* readBytes(
  published: PublishedFile,
  file: OpenFile,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  const isWhole = start === 0 && end === file.byteSize - 1
  const hash = isWhole && !isProven(published, file) ? createHash('sha256') : null
  let left = end - start + 1
  let held: Buffer | undefined
  try {
    for await (const piece of pieces(file, start, end)) {
      hash?.update(piece)
      left -= piece.byteLength
      if (held !== undefined) yield held
      held = piece
    }
    if (left > 0) throw new Damage('was cut short while it was being sent')
    if (hash !== null) assertHash(published, file, hash.digest('hex'))
    if (held !== undefined) yield held
  } catch (error) {
    log.error(
      { datasetId: published.id, err: error },
      `the ${published.noun} of a dataset could not be sent whole`,
    )
    throw error
  } finally {
    await file.handle.close()
  }
}

async function hashFile(file: OpenFile): Promise<string> {
  const hash: Hash = createHash('sha256')
  for await (const piece of pieces(file, 0, file.byteSize - 1)) hash.update(piece)
  return hash.digest('hex')
}

function pieces({ handle, byteSize }: OpenFile, start: number, end: number): AsyncIterable<Buffer> {
  if (byteSize === 0) return (async function* () {})()
  return handle.createReadStream({
    start,
    end,
    autoClose: false,
    highWaterMark: PIECE,
  }) as AsyncIterable<Buffer>
}
