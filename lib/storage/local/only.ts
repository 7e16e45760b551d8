/** What a bucket needs to be asked, and a folder does not. */
import 'server-only'
import { env } from '@/lib/env'
import { hasFiles } from '@/lib/storage/local/files'
import type { StoredObject, Unnamed } from '@/lib/storage/file'

export function describe(): string {
  return `the folder ${env().STORAGE_DIR}`
}

/** Whether it can be written to is found out by each write. */
export async function checkAccess(): Promise<void> {
  // Nothing to check.
}

export async function findOutage(): Promise<string | null> {
  return Promise.resolve(null)
}

/** It is where it is found already. */
export async function keepFile(): Promise<StoredObject | null> {
  return Promise.resolve(null)
}

export const keepPart = keepFile

export async function ensurePart(): Promise<void> {
  // It is on this machine, or nowhere.
}

export async function hasFilesForSure(id: string): Promise<boolean> {
  return hasFiles(id)
}

export async function signUrl(): Promise<string | null> {
  return Promise.resolve(null)
}

/** Files without a name cannot be in a folder. */
export async function sweepUnnamed(): Promise<Unnamed> {
  return Promise.resolve({ keys: [], uploads: 0 })
}
