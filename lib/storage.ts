/**
 * The one door to dataset files. Layout inside STORAGE_DIR:
 *   datasets/<id>/   the files of a ready dataset
 *   parts/<id>/      the parts of a running download, and files on their way to datasets/
 * A file appears under its final name only once it is whole and on disk.
 */
import 'server-only'
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { env } from '@/lib/env'

/** A step that has not noticed yet that it is not wanted may still be writing: then the folder is not empty at first. */
const REMOVE = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }

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

/** Names of the finished parts, sorted; none when the download has no folder yet. */
export async function listParts(id: string, prefix: string): Promise<string[]> {
  const names = await readdir(folder('parts', id)).catch(emptyWhenMissing)
  return names.filter((name) => name.startsWith(prefix) && !name.endsWith('.tmp')).sort()
}

/**
 * Writes a part through `write`, which gets a temporary path; the part appears under its name
 * whole, on disk, or not at all. Writing it again replaces it.
 */
export async function writePart(
  id: string,
  name: string,
  write: (tempPath: string) => Promise<void>,
): Promise<void> {
  await mkdir(folder('parts', id), { recursive: true })
  const target = partPath(id, name)
  const temp = `${target}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await write(temp)
    await syncFile(temp)
    await rename(temp, target)
  } catch (error) {
    await rm(temp, { force: true })
    throw error
  }
}

/** Moves finished files from parts/ to datasets/: synced first, then renamed, then both folders synced. */
export async function publishFiles(id: string, fileNames: string[]): Promise<void> {
  await mkdir(folder('datasets', id), { recursive: true })
  for (const name of fileNames) {
    await syncFile(partPath(id, name))
    await rename(partPath(id, name), datasetPath(id, name))
  }
  await syncFile(folder('datasets', id))
  await syncFile(path.dirname(folder('datasets', id)))
}

export async function removeParts(id: string): Promise<void> {
  await rm(folder('parts', id), REMOVE)
}

/** Removes every file of a dataset, parts included. */
export async function removeDatasetFiles(id: string): Promise<void> {
  await removeParts(id)
  await rm(folder('datasets', id), REMOVE)
}

/** Ids that have files in either place. */
export async function listStoredIds(): Promise<string[]> {
  const names = await Promise.all(
    ['datasets', 'parts'].map((kind) => readdir(path.join(env().STORAGE_DIR, kind)).catch(emptyWhenMissing)),
  )
  return [...new Set(names.flat())].filter(isDatasetId)
}

/** Opens a dataset's file for sending. Throws ENOENT when it is not there. */
export async function openDatasetFile(
  id: string,
  fileName: string,
): Promise<{ stream: Readable; byteSize: number }> {
  const file = datasetPath(id, fileName)
  const { size } = await stat(file)
  return { stream: createReadStream(file), byteSize: size }
}

function folder(kind: 'datasets' | 'parts', id: string): string {
  if (!isDatasetId(id)) throw new Error(`Not a dataset id: ${JSON.stringify(id)}`)
  return path.join(env().STORAGE_DIR, kind, id)
}

/** Makes a file, or the names in a folder, survive a power cut. */
async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function emptyWhenMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}
