/**
 * Deletes the files of a dataset: a single rename takes them all out of `datasets/`, so that a crash leaves
 * all or none, and only what is in the trash is ever removed from disk.
 */
import 'server-only'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import {
  folder,
  hasFiles,
  hasParts,
  isMissing,
  REMOVE,
  removeParts,
  syncFile,
} from '@/lib/storage/local/files'

export async function moveToTrash(id: string): Promise<boolean> {
  if (!(await hasFiles(id))) return false
  await emptyTrash(id)
  return move(folder('datasets', id), folder('trash', id))
}

export async function restoreFromTrash(id: string): Promise<boolean> {
  return !(await hasFiles(id)) && move(folder('trash', id), folder('datasets', id))
}

export async function emptyTrash(id: string): Promise<void> {
  await rm(folder('trash', id), REMOVE)
}

export async function withdrawUnpublished(id: string): Promise<void> {
  if (await hasParts(id)) await moveToTrash(id)
}

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
