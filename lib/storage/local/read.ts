/**
 * Reads the files of datasets. Only a regular file in a real folder is read: the target of a symbolic link is
 * not the dataset's, and may be anything on this machine.
 */
import 'server-only'
import { constants, type BigIntStats } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import path from 'node:path'
import { datasetPath } from '@/lib/storage/local/files'
import type { FileFacts, OpenFile } from '@/lib/storage/storage'

/** Windows has no such flags. Without them, opening a named pipe would block until something writes to it. */
const NO_LINKS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

export async function statDatasetFile(id: string, fileName: string): Promise<FileFacts> {
  const file = datasetPath(id, fileName)
  const [folder, found] = await Promise.all([lstat(path.dirname(file)), lstat(file, { bigint: true })])
  if (!folder.isDirectory()) throw notOwn('its folder')
  return describe(found)
}

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

/** Has the code that the system uses when it refuses to follow a link. */
function notOwn(what: string): Error {
  return Object.assign(new Error(`${what} is a symbolic link, or not a file`), { code: 'ELOOP' })
}
