import 'server-only'
import { readIntact } from '@/lib/datasets/intact'
import { readRows, type RowsQuery } from '@/lib/datasets/rows'
import { SharedWork } from '@/lib/datasets/shared-work'
import type { Dataset, RowsPage } from '@/lib/datasets/types'

const PAGES_KEPT = 50

/** Longer pages are read each time: kept ones shall take some hundred kilobytes together, not megabytes. */
const MOST_ROWS_KEPT = 100

const pages = new SharedWork<RowsPage>(PAGES_KEPT)

/**
 * As `readRows`, but read once for the same data and question: a ready dataset never changes, and equal hashes are equal
 * rows. The answer is shared: not to be changed.
 * @throws AppError `not_ready`, `damaged`, or a limit of queries
 */
export async function readPage(dataset: Dataset, query: RowsQuery): Promise<RowsPage> {
  const { status, sha256 } = dataset
  const { limit, offset, filters = [], q = '', sort = [] } = query
  if (status !== 'ready' || sha256 === null || limit > MOST_ROWS_KEPT) return readRows(dataset, query)
  const conditions = filters.map(({ column, operator, value }) => [column, operator, value])
  const order = sort.map(({ column, descending }) => [column, descending])
  const key = JSON.stringify([sha256, limit, offset, conditions, q, order])
  // What is kept says nothing about the file, which may be lost meanwhile.
  return readIntact(dataset, () => pages.get(key, (stop) => readRows(dataset, query, stop)))
}
