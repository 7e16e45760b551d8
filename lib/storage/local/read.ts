/**
 * Reads the files of datasets. Only a regular file in a real folder is read: the target of a symbolic link is
 * not the dataset's, and may be anything on this machine.
 */
import 'server-only'
import { constants, type BigIntStats } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import path from 'node:path'
import { datasetPath, isMissing } from '@/lib/storage/local/files'
import type { FileFacts, FileRef, HeldFile, OpenFile } from '@/lib/storage/file'

/** Windows has no such flags. Without them, opening a named pipe would block until something writes to it. */
const NO_LINKS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

export function locate({ id, fileName }: FileRef): string {
  return datasetPath(id, fileName)
}

export async function statDatasetFile(ref: FileRef): Promise<FileFacts> {
  const { id, fileName } = ref
  const file = datasetPath(id, fileName)
  const [folder, found] = await Promise.all([lstat(path.dirname(file)), lstat(file, { bigint: true })]).catch(
    (error: unknown) => {
      throw ref.object !== null && isMissing(error) ? inBucket(ref) : error
    },
  )
  if (!folder.isDirectory()) throw notOwn('its folder')
  return describe(found)
}

/** It is held by being there: only deleting it, a day after people did, takes it away. */
export async function holdDatasetFile(ref: FileRef): Promise<HeldFile> {
  const facts = await statDatasetFile(ref)
  return { ...facts, path: datasetPath(ref.id, ref.fileName), release: () => Promise.resolve(), discard }
}

/** There is no other copy. */
function discard(): Promise<boolean> {
  return Promise.resolve(false)
}

export async function openDatasetFile(ref: FileRef): Promise<OpenFile> {
  await statDatasetFile(ref)
  const handle = await open(datasetPath(ref.id, ref.fileName), constants.O_RDONLY | NO_LINKS)
  try {
    return { handle, ...describe(await handle.stat({ bigint: true })), discard }
  } catch (error) {
    await handle.close()
    throw error
  }
}

export async function withKeptFile<T>(
  { id, fileName }: FileRef,
  work: (path: string) => Promise<T>,
): Promise<T> {
  return work(datasetPath(id, fileName))
}

function describe(stats: BigIntStats): FileFacts {
  if (!stats.isFile()) throw notOwn('it')
  const { dev, ino, size, mtimeNs, ctimeNs } = stats
  return { byteSize: Number(size), fingerprint: [dev, ino, size, mtimeNs, ctimeNs].join('-') }
}

/** Has the code that the system uses when it refuses to follow a link. */
function notOwn(what: string): Error {
  return Object.assign(new Error(`${what} is a symbolic link, or not a file`), { code: 'ELOOP' })
}

/** The database names an object, but no bucket is configured. */
function inBucket({ object }: FileRef): Error {
  return Object.assign(new Error(`it is in a bucket, as ${object?.key ?? ''}`), { code: 'EINBUCKET' })
}
