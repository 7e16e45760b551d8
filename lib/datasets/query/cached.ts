import 'server-only'
import { readIntact } from '@/lib/datasets/intact'
import type { RowsPage } from '@/lib/datasets/model/answers'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { DatasetProfile } from '@/lib/datasets/model/profile'
import { profileColumns, type ProfileQuery } from '@/lib/datasets/query/profile'
import { readRows, type RowsQuery } from '@/lib/datasets/query/rows'
import { SharedWork } from '@/lib/datasets/query/shared-work'

const PAGES_KEPT = 50

/** Longer pages are not cached, so that all cached ones take hundreds of kilobytes, not megabytes. */
const MOST_ROWS_KEPT = 100

const pages = new SharedWork<RowsPage>(PAGES_KEPT)

/**
 * Like `readRows`, but cached by dataset and query: a ready dataset never changes, so its answers do not either. The
 * result is shared and must not be modified.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function readRowsCached(dataset: Dataset, query: RowsQuery): Promise<RowsPage> {
  const { status, sha256 } = dataset
  const { limit, offset, filters = [], q = '', sort = [] } = query
  if (status !== 'ready' || sha256 === null || limit > MOST_ROWS_KEPT) return readRows(dataset, query)
  const conditions = filters.map(({ column, operator, value }) => [column, operator, value])
  const order = sort.map(({ column, descending }) => [column, descending])
  const key = JSON.stringify([dataset.id, sha256, limit, offset, conditions, q, order])
  return getIntact(pages, dataset, key, (stop) => readRows(dataset, query, stop))
}

/** Each takes about ten kilobytes. */
const PROFILES_KEPT = 50

const profiles = new SharedWork<DatasetProfile>(PROFILES_KEPT)

/**
 * Like `profileColumns`, but cached by dataset and query. The result is shared and must not be modified.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function readProfileCached(
  dataset: Dataset,
  query: ProfileQuery,
  signal?: AbortSignal,
): Promise<DatasetProfile> {
  const { status, sha256 } = dataset
  if (status !== 'ready' || sha256 === null) return profileColumns(dataset, query, signal)
  const { columns = [], filters = [], q = '' } = query
  const conditions = filters.map(({ column, operator, value }) => [column, operator, value])
  const key = JSON.stringify([dataset.id, sha256, columns, conditions, q])
  return getIntact(profiles, dataset, key, (stop) => profileColumns(dataset, query, stop), signal)
}

/** Work reads the file, and so checks it; a kept result says nothing about it, and it may have been lost since. */
function getIntact<T>(
  results: SharedWork<T>,
  dataset: Dataset,
  key: string,
  work: (stop: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const get = (): Promise<T> => results.get(key, work, signal)
  return results.has(key) ? readIntact(dataset, get) : get()
}
