/** The storage compared with the database: what only one of them has. */
import 'server-only'
import { type KnownDataset, listKnown } from '@/lib/datasets/recovery/known'
import { storage } from '@/lib/storage'

export interface Inventory {
  /** Folders in `datasets/` that this database does not know, or knows neither as ready nor as deleted, newest first. */
  unknown: string[]
  /** Ready datasets without a folder, newest first. */
  missing: string[]
  /** Ready datasets without a folder that were published in another storage, newest first. */
  elsewhere: string[]
  /** Ready datasets with their folder, newest first. */
  present: string[]
}

/**
 * Compares them. Folders are listed before the database is queried, so a dataset that is published or deleted
 * meanwhile is neither unknown nor missing.
 */
export async function takeInventory(): Promise<Inventory> {
  const stored = (await storage.listStoredIds('datasets')).reverse()
  const known = await listKnown()
  const ready = [...known].filter(([, one]) => isReady(one)).map(([id]) => id)
  const isStored = new Set(stored)
  const inventory: Inventory = {
    unknown: [],
    ...(await findAbsent(ready.filter((id) => !isStored.has(id)))),
    present: stored.filter((id) => isReady(known.get(id))),
  }
  for (const id of stored.filter((each) => !isSettled(known.get(each)))) {
    // A known download that still has parts has not been published yet.
    if (!known.has(id) || !(await storage.hasParts(id))) inventory.unknown.push(id)
  }
  return inventory
}

/** Those of the given datasets that are still ready and still have no folder, by where their files should be. */
export async function findAbsent(ids: string[]): Promise<Pick<Inventory, 'missing' | 'elsewhere'>> {
  const gone: string[] = []
  for (const id of ids) if (!(await storage.hasFiles(id))) gone.push(id)
  if (gone.length === 0) return { missing: [], elsewhere: [] }
  const [known, own] = await Promise.all([listKnown(), storage.readStorageMark({ create: false })])
  const absent = gone.filter((id) => isReady(known.get(id))).sort((a, b) => b.localeCompare(a))
  const isElsewhere = (id: string): boolean => ![own, null].includes(known.get(id)?.storageMark ?? null)
  return {
    missing: absent.filter((id) => !isElsewhere(id)),
    elsewhere: absent.filter(isElsewhere),
  }
}

function isReady(known: KnownDataset | undefined): boolean {
  return known?.status === 'ready' && !known.isDeleted
}

/** Whatever a deleted dataset has in its folder stays there until it is restored or removed. */
function isSettled(known: KnownDataset | undefined): boolean {
  return known?.status === 'ready' || known?.isDeleted === true
}
