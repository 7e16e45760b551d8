/**
 * How the files of a dataset go: one rename takes them out of `datasets/` whole, so that a crash leaves a dataset or
 * none, and only what lies in the trash is ever removed from the disk.
 */
import 'server-only'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { folder, hasFiles, hasParts, isMissing, REMOVE, removeParts, syncFile } from '@/lib/storage'

/** Takes the files of a dataset out of sight; false when it has none. */
export async function moveToTrash(id: string): Promise<boolean> {
  if (!(await hasFiles(id))) return false
  await emptyTrash(id)
  return move(folder('datasets', id), folder('trash', id))
}

/** Puts back what `moveToTrash` took; false when there is nothing, or files are in its place again. */
export async function bringBack(id: string): Promise<boolean> {
  return !(await hasFiles(id)) && move(folder('trash', id), folder('datasets', id))
}

/** Removes from the disk what was in the trash of a dataset. */
export async function emptyTrash(id: string): Promise<void> {
  await rm(folder('trash', id), REMOVE)
}

/**
 * Takes back what a download had put in place without becoming ready. Files without parts beside them are published, by
 * whichever database, and stay. Call it only where nobody can publish this dataset meanwhile.
 */
export async function withdrawUnpublished(id: string): Promise<void> {
  if (await hasParts(id)) await moveToTrash(id)
}

/** Removes what is left of a download that has ended without a dataset, once nothing unpublished lies in its place. */
export async function discardRemains(id: string): Promise<void> {
  await emptyTrash(id)
  await removeParts(id)
}

async function move(from: string, to: string): Promise<boolean> {
  await mkdir(path.dirname(to), { recursive: true })
  try {
    await rename(from, to)
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
  await syncFile(path.dirname(to))
  await syncFile(path.dirname(from))
  return true
}
