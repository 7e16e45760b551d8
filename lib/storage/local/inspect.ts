/** Inspects whatever is in the storage, whether or not it should be there. */
import 'server-only'
import { open, readdir, stat } from 'node:fs/promises'
import { storagePath } from '@/lib/env'
import { isMissing } from '@/lib/storage/local/files'
import type { FolderKind } from '@/lib/storage/storage'

export function entryPath(kind: FolderKind, ...names: string[]): string {
  return storagePath(kind, ...names)
}

export async function listNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
  return names.sort()
}

export async function getFileSize(file: string): Promise<number | null> {
  const stats = await stat(file).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  return stats?.isFile() ? stats.size : null
}

export async function modifiedAt(file: string): Promise<Date | null> {
  try {
    return (await stat(file)).mtime
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export async function readStart(file: string, byteCount: number): Promise<string> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(byteCount), 0, byteCount, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
