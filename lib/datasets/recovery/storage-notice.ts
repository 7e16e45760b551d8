/** What startup found in the storage that users should know, for the dashboard. */
import 'server-only'
import { findMissing } from '@/lib/datasets/recovery/inventory'
import { getDownloadState } from '@/lib/datasets/store'
import { storage } from '@/lib/storage'

export interface StorageNotice {
  /** Number of datasets found whose files are still being checked. */
  checking: number
  /** Ids of folders that could not be adopted. */
  left: string[]
  /** Ids of ready datasets whose files are not in the storage. */
  missing: string[]
}

const NOTHING: StorageNotice = { checking: 0, left: [], missing: [] }

/** Kept on globalThis, because Next.js loads this module once per bundle. */
const globals = globalThis as typeof globalThis & { holocronStorageNotice?: StorageNotice }

export function setStorageNotice(changes: Partial<StorageNotice>): void {
  globals.holocronStorageNotice = { ...NOTHING, ...globals.holocronStorageNotice, ...changes }
}

/** The notice as of now, without what has been repaired since the start. Null when there is nothing to report. */
export async function getStorageNotice(): Promise<StorageNotice | null> {
  const { checking, left, missing } = globals.holocronStorageNotice ?? NOTHING
  if (checking + left.length + missing.length === 0) return null
  const notice = { checking, left: await filterLeft(left), missing: await findMissing(missing) }
  return notice.checking + notice.left.length + notice.missing.length === 0 ? null : notice
}

async function filterLeft(ids: string[]): Promise<string[]> {
  const left: string[] = []
  for (const id of ids) {
    if ((await storage.hasFiles(id)) && (await getDownloadState(id))?.status !== 'ready') left.push(id)
  }
  return left
}
