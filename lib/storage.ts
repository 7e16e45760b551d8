/**
 * The one door to dataset files. Layout inside STORAGE_DIR:
 *   datasets/<id>/   the files of a published dataset: CSV, Parquet companion, dataset.json
 *   parts/<id>/      the parts of a running download, or of a failed one for an hour, and files on their way to datasets/
 *   trash/<id>/      the files of a dataset that somebody has deleted, on their way out
 * A file appears under its final name only once it is whole and on disk. Files in datasets/ count as published only once
 * parts/<id>/ is gone: until then the download's own database decides whether they stay.
 */
import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { env } from '@/lib/env'

/** A step that has not noticed yet that it is not wanted may still be writing: then the folder is not empty at first. */
export const REMOVE = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }

const ID = /^\d{8}-\d{6}-[0-9a-z]{5}$/
const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** A new dataset id: UTC time to the second, then five random characters. Sorts by time. */
export function createDatasetId(now = new Date()): string {
  const time = now.toISOString().replaceAll(/[-:]/g, '').slice(0, 15).replace('T', '-')
  const random = Array.from(randomBytes(5), (byte) => ID_ALPHABET[byte % 32]).join('')
  return `${time}-${random}`
}

export function isDatasetId(id: string): boolean {
  return ID.test(id)
}

/** Absolute path of a file of a dataset, whether or not it exists. */
export function datasetPath(id: string, fileName: string): string {
  return path.join(folder('datasets', id), path.basename(fileName))
}

/** Absolute path of a part, or of a file being made, of a running download. */
export function partPath(id: string, fileName: string): string {
  return path.join(folder('parts', id), path.basename(fileName))
}

/**
 * Makes a file of a running download through `write`, which gets a path that nobody else writes to. Answers the
 * file's name once it is whole and on disk, and what `write` returned; a file that could not be made is removed.
 */
export async function makeFile<T>(
  id: string,
  name: string,
  write: (tempPath: string) => Promise<T>,
): Promise<{ tempName: string; result: T }> {
  await mkdir(folder('parts', id), { recursive: true })
  const tempName = `${name}.${randomBytes(4).toString('hex')}.tmp`
  const temp = partPath(id, tempName)
  try {
    const result = await write(temp)
    await syncFile(temp)
    return { tempName, result }
  } catch (error) {
    await rm(temp, { force: true })
    throw error
  }
}

/** Makes a part: it appears under its name whole, on disk, or not at all. Making it again replaces it. */
export async function writePart<T>(
  id: string,
  name: string,
  write: (tempPath: string) => Promise<T>,
): Promise<T> {
  const { tempName, result } = await makeFile(id, name, write)
  await rename(partPath(id, tempName), partPath(id, name))
  await syncFile(folder('parts', id))
  return result
}

/** When a part was made; null when it is not there. */
export async function statPart(id: string, name: string): Promise<{ modifiedAt: Date } | null> {
  try {
    return { modifiedAt: (await stat(partPath(id, name))).mtime }
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** The sha256 of a part, in lower-case hex; null when it is not there. */
export async function hashPart(id: string, name: string): Promise<string | null> {
  try {
    return await hashFile(partPath(id, name))
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** The sha256 of a file, in lower-case hex. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/**
 * Moves files that `makeFile` made to datasets/, under their final names, and makes the names survive a power cut.
 * Done again, it finds them there.
 */
export async function publishFiles(id: string, files: { tempName: string; name: string }[]): Promise<void> {
  await mkdir(folder('datasets', id), { recursive: true })
  for (const { tempName, name } of files) {
    try {
      await rename(partPath(id, tempName), datasetPath(id, name))
    } catch (error) {
      if (!isMissing(error)) throw error
      await stat(datasetPath(id, name))
    }
  }
  await syncFile(folder('datasets', id))
  await syncFile(path.dirname(folder('datasets', id)))
}

/**
 * Puts a new file in the place of a dataset's, whole, on disk, and at once, so that readers have either; unless `write`
 * answers false. It is made where queries spill: parts would say that the dataset is not published yet.
 * @throws ENOENT when the dataset has no folder: deleted meanwhile, or in another storage
 */
export async function replaceFile(
  id: string,
  name: string,
  write: (tempPath: string) => Promise<boolean>,
): Promise<void> {
  const temp = path.join(env().STORAGE_DIR, 'tmp', `${name}.${randomBytes(4).toString('hex')}`)
  await mkdir(path.dirname(temp), { recursive: true })
  try {
    if (!(await write(temp))) return
    await syncFile(temp)
    await rename(temp, datasetPath(id, name))
    await syncFile(folder('datasets', id))
  } finally {
    await rm(temp, { force: true })
  }
}

export async function removeParts(id: string): Promise<void> {
  await rm(folder('parts', id), REMOVE)
}

/** True when a dataset has its folder of files, as every ready one has. */
export async function hasFiles(id: string): Promise<boolean> {
  return isDatasetId(id) && (await stat(folder('datasets', id)).catch(() => null)) !== null
}

/** True while a download has parts, so that what lies in `datasets/<id>` is not published yet. */
export async function hasParts(id: string): Promise<boolean> {
  return (await stat(folder('parts', id)).catch(nullWhenMissing)) !== null
}

/** When something in the parts of a download last changed; null when it has none. */
export async function partsChangedAt(id: string): Promise<Date | null> {
  const names = await readdir(folder('parts', id)).catch(emptyWhenMissing)
  const paths = [folder('parts', id), ...names.map((name) => partPath(id, name))]
  const stats = await Promise.all(paths.map((each) => stat(each).catch(nullWhenMissing)))
  const times = stats.flatMap((each) => each?.mtimeMs ?? [])
  return times.length === 0 ? null : new Date(Math.max(...times))
}

/** Ids that have a folder of this kind, in the order of their time. */
export async function listStoredIds(kind: FolderKind): Promise<string[]> {
  const names = await readdir(path.join(env().STORAGE_DIR, kind)).catch(emptyWhenMissing)
  return names.filter(isDatasetId).sort()
}

/** The text of a file of a dataset; null when it is not there. */
export async function readDatasetText(id: string, fileName: string): Promise<string | null> {
  return readFile(datasetPath(id, fileName), 'utf8').catch(nullWhenMissing)
}

export type FolderKind = 'datasets' | 'parts' | 'trash'

/** Absolute path of a folder of a dataset, whether or not it exists. */
export function folder(kind: FolderKind, id: string): string {
  if (!isDatasetId(id)) throw new Error(`Not a dataset id: ${JSON.stringify(id)}`)
  return path.join(env().STORAGE_DIR, kind, id)
}

/** Makes a file, or the names in a folder, survive a power cut. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function emptyWhenMissing(error: unknown): string[] {
  if (isMissing(error)) return []
  throw error
}

function nullWhenMissing(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}

/** By its looks: in tests, Node's errors are of another realm than `Error`. */
export function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
}
