/** What startup found in the storage that users should know, for the dashboard. */
import 'server-only'
import { findAbsent } from '@/lib/datasets/recovery/inventory'
import { getDownloadState } from '@/lib/datasets/store'
import { countApart } from '@/lib/replicas/own'
import { storage } from '@/lib/storage'

export interface StorageNotice {
  /** Number of datasets found whose files are still being checked. */
  checking: number
  /** Ids of folders that could not be adopted. */
  left: string[]
  /** Ids of ready datasets whose files are not in the storage. */
  missing: string[]
  /** Ids of ready datasets whose files are in another storage. */
  elsewhere: string[]
  /** Number of other servers that see another storage. */
  apart: number
}

const NOTHING: StorageNotice = { checking: 0, left: [], missing: [], elsewhere: [], apart: 0 }

/** Kept on globalThis, because Next.js loads this module once per bundle. */
const globals = globalThis as typeof globalThis & { holocronStorageNotice?: StorageNotice }

export function setStorageNotice(changes: Partial<StorageNotice>): void {
  globals.holocronStorageNotice = { ...NOTHING, ...globals.holocronStorageNotice, ...changes }
}

/** The notice as of now, without what has been repaired since the start. Null when there is nothing to report. */
export async function getStorageNotice(): Promise<StorageNotice | null> {
  const { checking, left, missing, elsewhere } = globals.holocronStorageNotice ?? NOTHING
  const apart = countApart()
  if (checking + left.length + missing.length + elsewhere.length + apart === 0) return null
  const absent = await findAbsent([...missing, ...elsewhere])
  const notice = { checking, left: await filterLeft(left), ...absent, apart }
  return isEmpty(notice) ? null : notice
}

function isEmpty({ checking, left, missing, elsewhere, apart }: StorageNotice): boolean {
  return checking + left.length + missing.length + elsewhere.length + apart === 0
}

async function filterLeft(ids: string[]): Promise<string[]> {
  const left: string[] = []
  for (const id of ids) {
    if ((await storage.hasFiles(id)) && (await getDownloadState(id))?.status !== 'ready') left.push(id)
  }
  return left
}
