import 'server-only'
import { profileWhole } from '@/lib/datasets/columns/kept-profile'
import { MANY_ROWS } from '@/lib/datasets/columns/table'
import { readIntact } from '@/lib/datasets/intact'
import type { CountsPage, RowsPage } from '@/lib/datasets/model/answers'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { DatasetProfile } from '@/lib/datasets/model/profile'
import type { CountSort, Selection } from '@/lib/datasets/model/view'
import { type CountsQuery, countValues } from '@/lib/datasets/query/counts'
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
  const { limit, offset } = query
  if (status !== 'ready' || sha256 === null || limit > MOST_ROWS_KEPT) return readRows(dataset, query)
  return getIntact(pages, dataset, keyOf(dataset, query, limit, offset), (stop) =>
    readRows(dataset, query, stop),
  )
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
  const isWhole = filters.length === 0 && q === ''
  const work = (stop: AbortSignal): Promise<DatasetProfile> =>
    isWhole ? profileWhole(dataset, columns, stop) : profileColumns(dataset, query, stop)
  return getIntact(profiles, dataset, keyOf(dataset, { filters, q }, columns), work, signal)
}

/** True if `readProfileCached` has to read all rows that the view selects: it has not lately, and no file keeps the answer. */
export function isProfileNew(
  dataset: Dataset,
  { filters = [], q = '', columns = [] }: ProfileQuery,
): boolean {
  const isWhole = filters.length === 0 && q === ''
  return !isWhole && !profiles.has(keyOf(dataset, { filters, q }, columns))
}

const COUNTS_KEPT = 20

/** The first of these counts are made at once: which ones are asked for hardly matters beside counting all. */
const COUNTS_AHEAD = 1_000

const counts = new SharedWork<CountsPage>(COUNTS_KEPT)

/**
 * Like `countValues`, but of large datasets, the first thousand counts are cached by dataset and query. Whoever asks for
 * other ones of the same counts then does not wait for all rows to be counted again.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function countValuesCached(
  dataset: Dataset,
  query: CountsQuery,
  signal?: AbortSignal,
): Promise<CountsPage> {
  const { status, sha256, rowCount } = dataset
  const { columns, limit, offset } = query
  const isKept = rowCount > MANY_ROWS && offset + limit <= COUNTS_AHEAD
  if (status !== 'ready' || sha256 === null || !isKept) return countValues(dataset, query, signal)
  const key = keyOf(dataset, query, columns)
  const ahead = { ...query, limit: COUNTS_AHEAD, offset: 0 }
  const all = await getIntact(counts, dataset, key, (stop) => countValues(dataset, ahead, stop), signal)
  const page = all.counts.slice(offset, offset + limit)
  return { ...all, counts: page, hasMore: page.length > 0 && offset + page.length < all.totalGroups }
}

/** What an answer depends on: the dataset, the view, and what else was asked for. */
function keyOf(
  { id, sha256 }: Dataset,
  { filters = [], q = '', sort = [] }: Partial<Selection> & { sort?: CountSort[] },
  ...asked: unknown[]
): string {
  const conditions = filters.map(({ column, operator, value }) => [column, operator, value])
  const order = sort.map(({ column, descending }) => [column, descending])
  return JSON.stringify([id, sha256, conditions, q, order, ...asked])
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
