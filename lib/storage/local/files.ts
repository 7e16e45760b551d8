/**
 * Layout inside STORAGE_DIR:
 *   datasets/<id>/   the files of a published dataset: CSV, Parquet file, dataset.json
 *   parts/<id>/      parts of a running download, or for an hour of a failed one, and files to be published
 *   trash/<id>/      the files of a deleted dataset, about to be removed
 * A file appears under its final name only once it is complete and on disk. Files in datasets/ count as
 * published only once parts/<id>/ is gone: until then the download's database decides whether they stay.
 */
import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isDatasetId } from '@/lib/dataset-id'
import { storagePath } from '@/lib/env'
import type { MadeFile } from '@/lib/storage/file'
import type { FolderKind } from '@/lib/storage/storage'

/** A step that has not yet noticed its cancellation may still be writing, so a removal may take retries. */
export const REMOVE = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }

export function datasetPath(id: string, fileName: string): string {
  return path.join(folder('datasets', id), path.basename(fileName))
}

export function partPath(id: string, fileName: string): string {
  return path.join(folder('parts', id), path.basename(fileName))
}

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

export async function statPart(id: string, name: string): Promise<{ modifiedAt: Date } | null> {
  try {
    return { modifiedAt: (await stat(partPath(id, name))).mtime }
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export async function hashPart(id: string, name: string): Promise<string | null> {
  try {
    return await hashFile(partPath(id, name))
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

export async function publishFiles(id: string, files: MadeFile[]): Promise<void> {
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

export async function replaceFile(
  id: string,
  name: string,
  write: (tempPath: string) => Promise<boolean>,
): Promise<null> {
  return withScratchFile(name, async (temp) => {
    if (!(await write(temp))) return null
    await syncFile(temp)
    await rename(temp, datasetPath(id, name))
    await syncFile(folder('datasets', id))
    return null
  })
}

export async function withScratchFile<T>(name: string, work: (file: string) => Promise<T>): Promise<T> {
  const file = storagePath('tmp', `${name}.${randomBytes(4).toString('hex')}`)
  await mkdir(path.dirname(file), { recursive: true })
  try {
    return await work(file)
  } finally {
    await rm(file, { force: true })
  }
}

export async function writeText(file: string, text: string): Promise<void> {
  await writeFile(file, text)
}

export async function removeParts(id: string): Promise<void> {
  await rm(folder('parts', id), REMOVE)
}

export async function hasFiles(id: string): Promise<boolean> {
  return isDatasetId(id) && (await stat(folder('datasets', id)).catch(() => null)) !== null
}

export async function hasParts(id: string): Promise<boolean> {
  return (await stat(folder('parts', id)).catch(nullWhenMissing)) !== null
}

export async function partsChangedAt(id: string): Promise<Date | null> {
  const names = await readdir(folder('parts', id)).catch(emptyWhenMissing)
  const paths = [folder('parts', id), ...names.map((name) => partPath(id, name))]
  const stats = await Promise.all(paths.map((each) => stat(each).catch(nullWhenMissing)))
  const times = stats.flatMap((each) => each?.mtimeMs ?? [])
  return times.length === 0 ? null : new Date(Math.max(...times))
}

export async function listStoredIds(kind: FolderKind): Promise<string[]> {
  const names = await readdir(storagePath(kind)).catch(emptyWhenMissing)
  return names.filter(isDatasetId).sort()
}

export async function readDatasetText(id: string, fileName: string): Promise<string | null> {
  return readFile(datasetPath(id, fileName), 'utf8').catch(nullWhenMissing)
}

export function folder(kind: FolderKind, id: string): string {
  if (!isDatasetId(id)) throw new Error(`Not a dataset id: ${JSON.stringify(id)}`)
  return storagePath(kind, id)
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

export function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
}
