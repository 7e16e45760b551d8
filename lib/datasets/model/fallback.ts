/** What a dataset's source says about the first choice of its download. Safe to import from client components. */
import { type Dataset, isProved } from '@/lib/datasets/model/dataset'

/** When the bundled records were last edited at their origin. */
export const ARCHIVE_EDITED = 'December 2014'

/**
 * Whether an automatic download ended with the bundled archive because every live source before it failed. False when the
 * archive was picked, and when no live source was configured before it: then nothing went wrong.
 */
export function fellBackToArchive({
  status,
  requestedSource,
  source,
  sourceFailures,
}: Pick<Dataset, 'status' | 'requestedSource' | 'source' | 'sourceFailures'>): boolean {
  return isProved(status) && requestedSource === 'auto' && source === 'archive' && sourceFailures.length > 0
}
