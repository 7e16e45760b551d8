import 'server-only'
import { forgetParts } from '@/lib/datasets/part-records'
import { listLiveIds } from '@/lib/datasets/store'
import { listStoredIds, removeParts, removePublished } from '@/lib/storage'

/**
 * Removes files that no dataset refers to: what a crash or a cancelled step left behind, and what failed downloads
 * had read when nobody retried them. Files are listed before the datasets are, so a download that begins meanwhile is
 * never taken for an orphan. Returns the ids of which something was removed.
 */
export async function sweepOrphans(now = new Date()): Promise<string[]> {
  const [datasets, parts] = await Promise.all([listStoredIds('datasets'), listStoredIds('parts')])
  const live = await listLiveIds(now)
  const unpublished = without(datasets, live.datasets)
  const forgotten = without(parts, live.parts)
  await Promise.all(unpublished.map(removePublished))
  for (const id of forgotten) {
    await forgetParts(id)
    await removeParts(id)
  }
  return [...new Set([...unpublished, ...forgotten])]
}

function without(ids: string[], others: string[]): string[] {
  const known = new Set(others)
  return ids.filter((id) => !known.has(id))
}
