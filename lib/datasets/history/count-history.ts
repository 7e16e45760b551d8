import 'server-only'
import { askEach, listSnapshots } from '@/lib/datasets/history/snapshots'
import { readIntact } from '@/lib/datasets/intact'
import type { CountHistory } from '@/lib/datasets/model/history'
import type { Selection } from '@/lib/datasets/model/view'
import { countSelected } from '@/lib/datasets/query/table'

/**
 * How many rows a selection has in each snapshot.
 * @throws AppError for a limit of queries
 */
export async function countOverTime(selection: Selection, signal?: AbortSignal): Promise<CountHistory> {
  const { snapshots, older } = await listSnapshots()
  const isWhole = selection.filters.length === 0 && selection.q === ''
  const { answers, unreadable } = await askEach(snapshots, async (snapshot) =>
    isWhole ? snapshot.rowCount : readIntact(snapshot, (table) => countSelected(table, selection, signal)),
  )
  const counts = answers.map(({ snapshot, answer }) => ({ snapshot, count: answer }))
  return { counts, older, unreadable }
}
