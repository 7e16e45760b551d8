import 'server-only'
import { listLiveIds } from '@/lib/datasets/store'
import { listStoredIds, removeDatasetFiles } from '@/lib/storage'

/**
 * Removes files that no dataset refers to: what a crash or a cancelled step left behind. Files are listed before
 * the datasets are, so a download that begins meanwhile is never taken for an orphan. Returns the ids removed.
 */
export async function sweepOrphans(): Promise<string[]> {
  const stored = await listStoredIds()
  const live = new Set(await listLiveIds())
  const orphans = stored.filter((id) => !live.has(id))
  await Promise.all(orphans.map(removeDatasetFiles))
  return orphans
}
