import 'server-only'
import { type ChangesView, listChanges } from '@/lib/datasets/compare/changes'
import { assertComparable, type Pair, pairKey, readBothIntact } from '@/lib/datasets/compare/pair'
import type { ChangesPage } from '@/lib/datasets/model/comparison'
import type { Slice } from '@/lib/datasets/model/view'
import { SharedWork } from '@/lib/datasets/query/shared-work'

const PAGES_KEPT = 50

/** Longer pages are not cached, so that all cached ones take at most a few megabytes. */
const MOST_CHANGES_KEPT = 100

const pages = new SharedWork<ChangesPage>(PAGES_KEPT)

/**
 * Like `listChanges`, but cached by data and view. The result is shared and must not be modified.
 * @throws AppError `invalid`, `not_ready`, `damaged`, or a limit of queries
 */
export async function listChangesCached(pair: Pair, view: ChangesView & Slice): Promise<ChangesPage> {
  assertComparable(pair)
  const { limit, offset, filters, q, sort, change, changed } = view
  if (limit > MOST_CHANGES_KEPT) return listChanges(pair, view)
  const selected = [filters, q, change, changed, view.old, view.new]
  const key = JSON.stringify([pairKey(pair), limit, offset, sort, ...selected])
  // A cached page says nothing about the files, which may have been lost since.
  return readBothIntact(pair, () => pages.get(key, (stop) => listChanges(pair, view, stop)))
}
