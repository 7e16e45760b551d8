import 'server-only'
import { readIntact } from '@/lib/datasets/intact'
import { profileColumns, type ProfileQuery } from '@/lib/datasets/profile'
import { SharedWork } from '@/lib/datasets/shared-work'
import type { Dataset } from '@/lib/datasets/types'
import type { DatasetProfile } from '@/lib/datasets/types/profile'

/** Each has some ten kilobytes. */
const PROFILES_KEPT = 50

const profiles = new SharedWork<DatasetProfile>(PROFILES_KEPT)

/**
 * As `profileColumns`, but worked out once for the same data and question: a ready dataset never changes, and equal
 * hashes are equal rows. The answer is shared: not to be changed.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function readProfile(
  dataset: Dataset,
  query: ProfileQuery,
  signal?: AbortSignal,
): Promise<DatasetProfile> {
  const { status, sha256 } = dataset
  if (status !== 'ready' || sha256 === null)
    return readIntact(dataset, () => profileColumns(dataset, query, signal))
  const { columns = [], filters = [], q = '' } = query
  const conditions = filters.map(({ column, operator, value }) => [column, operator, value])
  const key = JSON.stringify([sha256, columns, conditions, q])
  return readIntact(dataset, () => profiles.get(key, (stop) => profileColumns(dataset, query, stop), signal))
}
