/**
 * Reads the files of a ready dataset. A file that is missing, truncated, changed, or not the dataset's own is
 * `damaged`: it never yields an empty or a wrong result (docs/decisions/0023).
 */
import 'server-only'
import { createHash, type Hash } from 'node:crypto'
import type { Dataset } from '@/lib/datasets/model/dataset'
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
import { notReady, parquetTable } from '@/lib/datasets/query/table'
import { isUnreadable } from '@/lib/duckdb/errors'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'
import type { HeldFile, OpenFile } from '@/lib/storage/file'

/** Files up to this size are hashed before they are first read, which takes about 50 ms. In bytes. */
const HASHED_FIRST = 16 * 1024 * 1024

/** Larger pieces are no faster, and each reader holds two. In bytes. */
const PIECE = 256 * 1024

/** Whether both files of a ready dataset are the ones it was published with. Reads those that it does not know yet. */
export async function isIntact(dataset: Dataset): Promise<boolean> {
  for (const format of ['csv', 'parquet'] as const) {
    const published = describePublished(dataset, format)
    try {
      await orDamaged(published, () => assertIntact(published))
    } catch (error) {
      if (error instanceof AppError) return false
      throw error
    }
  }
  return true
}

/** Prolongs the use of a table beyond the return of its reader; the returned function ends it. */
export type Keep = () => () => void

/**
 * Reads the Parquet file of a dataset through `read`, which gets it as a table for the FROM of a query. The table can be
 * used until `read` returns, or as long as it is kept.
 * @param hashUpTo - size in bytes up to which the sha256 is checked first
 * @throws AppError `not_ready`, `unchanged`, `damaged`, `unavailable` when it is in a bucket that cannot be reached,
 * `not_found` when the dataset was deleted meanwhile, or whatever `read` throws
 */
export async function readIntact<T>(
  dataset: Dataset,
  read: (table: string, keep: Keep) => Promise<T>,
  hashUpTo = HASHED_FIRST,
): Promise<T> {
  if (dataset.status !== 'ready') throw notReady(dataset)
  const published = describePublished(dataset, 'parquet')
  const attempt = async (mayDiscard: boolean): Promise<T> => {
    const file = await storage.holdDatasetFile(published, hashUpTo)
    const keep = countUsers(file)
    const done = keep()
    try {
      return await readHeld(published, file, hashUpTo, () => read(parquetTable(file.path), keep))
    } catch (error) {
      if (!(mayDiscard && error instanceof Damage && (await file.discard()))) throw error
    } finally {
      done()
    }
    // It was a bad copy of what may be good.
    return attempt(false)
  }
  return orDamaged(published, () => attempt(true))
}

/** Releases a file after its last use. */
function countUsers(file: HeldFile): Keep {
  let users = 0
  return () => {
    users += 1
    let isUsed = true
    return () => {
      if (!isUsed) return
      isUsed = false
      users -= 1
      if (users > 0) return
      void file
        .release()
        .catch((error: unknown) => log.warn({ err: error }, 'a file that is no longer read is still held'))
    }
  }
}

async function readHeld<T>(
  published: PublishedFile,
  file: HeldFile,
  hashUpTo: number,
  read: () => Promise<T>,
): Promise<T> {
  await assertHeld(published, file, hashUpTo)
  try {
    return await read()
  } catch (error) {
    if (error instanceof AppError) throw error
    // DuckDB reports an unreadable file in many ways, so the file itself is checked.
    await assertIntact(published)
    if (published.sha256 === null && isUnreadable(error)) throw new Damage('cannot be read', { cause: error })
    throw error
  }
}

/** @param hashUpTo size in bytes above which the sha256 is not checked */
async function assertHeld(published: PublishedFile, file: HeldFile, hashUpTo: number): Promise<void> {
  assertSize(published, file)
  if (file.byteSize > hashUpTo || isProven(published, file)) return
  if (file.sha256 === undefined) await assertIntact(published)
  else assertHash(published, file, file.sha256)
}

/** Checks size and sha256. */
async function assertIntact(published: PublishedFile): Promise<void> {
  const file = await storage.openDatasetFile(published, 0)
  try {
    assertSize(published, file)
    if (!isProven(published, file)) assertHash(published, file, await hashFile(file))
  } finally {
    await file.handle.close()
  }
}

/** An open file of a dataset that has the size it was published with. */
export interface IntactFile {
  /** In bytes. */
  byteSize: number
  /**
   * The bytes from `start` to `end`, inclusive. Ends without an error only after the last of them and, for
   * the whole file, only if they have the recorded sha256. Closes the file.
   */
  read: (start: number, end: number) => AsyncGenerator<Buffer>
  /** For callers that do not read, or not to the end. */
  close: () => Promise<void>
}

/**
 * Opens a file of a ready dataset.
 * @throws AppError `damaged`, or `not_found` when the dataset was deleted meanwhile
 */
export async function openIntact(dataset: Dataset, format: StoredFormat): Promise<IntactFile> {
  const published = describePublished(dataset, format)
  return orDamaged(published, async () => {
    const file = await storage.openDatasetFile(published, HASHED_FIRST)
    const close = (): Promise<void> => file.handle.close()
    try {
      assertSize(published, file)
      if (file.byteSize <= HASHED_FIRST && !isProven(published, file))
        assertHash(published, file, file.sha256 ?? (await hashFile(file)))
    } catch (error) {
      await close()
      throw error
    }
    return { byteSize: file.byteSize, read: (start, end) => readBytes(published, file, start, end), close }
  })
}

/** Holds each piece back until the next one has been read, so that the last can still be refused. */
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
    // The next one gets a new copy, if this was one.
    if (error instanceof Damage) await file.discard()
    log.error(
      { datasetId: published.id, err: error },
      `the ${published.noun} of a dataset could not be sent in full`,
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
