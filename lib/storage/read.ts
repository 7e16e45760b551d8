/**
 * Reading the files of datasets. Only a file of its own, in a folder of its own, is read: what a symbolic link points to
 * is not the dataset's, and may be anything on this machine.
 */
import 'server-only'
import { constants, type BigIntStats } from 'node:fs'
import { lstat, open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { datasetPath } from '@/lib/storage'

export interface FileFacts {
  /** In bytes. */
  byteSize: number
  /** Another one whenever the content may be another. */
  fingerprint: string
}

/** A dataset's file, opened once: its size and all that is read are of the same file, whatever happens to its name. */
export interface OpenFile extends FileFacts {
  handle: FileHandle
}

/** Windows has no such flags. A named pipe would otherwise hold up whoever opens it until somebody writes to it. */
const NO_LINKS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * Looks at a dataset's file without opening it, for readers that open it by its path.
 * @throws Error with code `ENOENT` when it is not there, `ELOOP` when it or its folder is something else
 */
export async function statDatasetFile(id: string, fileName: string): Promise<FileFacts> {
  const file = datasetPath(id, fileName)
  const [folder, found] = await Promise.all([lstat(path.dirname(file)), lstat(file, { bigint: true })])
  if (!folder.isDirectory()) throw notOwn('its folder')
  return describe(found)
}

/**
 * Opens a dataset's file; closing the handle is up to the caller.
 * @throws Error as `statDatasetFile`
 */
export async function openDatasetFile(id: string, fileName: string): Promise<OpenFile> {
  await statDatasetFile(id, fileName)
  const handle = await open(datasetPath(id, fileName), constants.O_RDONLY | NO_LINKS)
  try {
    return { handle, ...describe(await handle.stat({ bigint: true })) }
  } catch (error) {
    await handle.close()
    throw error
  }
}

function describe(stats: BigIntStats): FileFacts {
  if (!stats.isFile()) throw notOwn('it')
  const { dev, ino, size, mtimeNs, ctimeNs } = stats
  return { byteSize: Number(size), fingerprint: [dev, ino, size, mtimeNs, ctimeNs].join('-') }
}

/** As the system names it when it refuses to follow a link. */
function notOwn(what: string): Error {
  return Object.assign(new Error(`${what} is a symbolic link, or no file at all`), { code: 'ELOOP' })
}
