import 'server-only'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { getDataset } from '@/lib/datasets/store'
import { AppError, describeSystemError, userMessage } from '@/lib/errors'
import { formatCount, formatQuantity } from '@/lib/format'
import { datasetTitle } from '@/lib/format/dataset-title'
import { log } from '@/lib/log'

/** How many can be deleted at once. */
export const DELETED_MAX = 1_000

/** How many of those that went are named, rather than counted. */
const NAMED_MAX = 3

/** What became of datasets that were to be deleted. */
export interface Deletion {
  deleted: Dataset[]
  /** How many no longer existed. */
  gone: number
  /** Those that are being downloaded. */
  running: Dataset[]
  /** Why it stopped before the end, and how many were left; null if it did not. */
  stopped: { reason: string; left: number } | null
}

/**
 * Deletes datasets one after the other. One that cannot be deleted for what it is does not keep the others from it; a
 * failure of the disk or the database would meet all of them, so it ends there.
 * @throws AppError `invalid` when there are none, or too many
 */
export async function deleteDatasets(ids: string[]): Promise<Deletion> {
  const all = [...new Set(ids)]
  if (all.length === 0) throw new AppError('invalid', 'Tick the datasets to delete first.')
  if (all.length > DELETED_MAX)
    throw new AppError('invalid', `At most ${formatCount(DELETED_MAX)} datasets can be deleted at once.`)
  const at = new Date()
  const deletion: Deletion = { deleted: [], gone: 0, running: [], stopped: null }
  for (const [index, id] of all.entries()) {
    try {
      await deleteInto(deletion, id, at)
    } catch (failure) {
      const error = describeSystemError(failure)
      if (!(error instanceof AppError))
        log.error({ datasetId: id, err: failure }, 'a dataset was not deleted')
      deletion.stopped = { reason: userMessage(error), left: all.length - index }
      break
    }
  }
  return deletion
}

async function deleteInto(deletion: Deletion, id: string, at: Date): Promise<void> {
  try {
    deletion.deleted.push(await deleteDataset(id, { at, by: 'person' }))
  } catch (error) {
    const isExpected = error instanceof AppError && ['not_found', 'conflict'].includes(error.code)
    if (!isExpected) throw error
    const dataset = await getDataset(id)
    if (dataset === null) deletion.gone += 1
    else deletion.running.push(dataset)
  }
}

/** Exactly what went, and what did not and why, in sentences. */
export function describeDeletion({ deleted, gone, running, stopped }: Deletion): string {
  const sentences = [
    deleted.length > 0 || stopped === null ? `Deleted ${nameSeveral(deleted)}.` : '',
    gone > 0 ? `${formatCount(gone)} ${gone === 1 ? 'was' : 'were'} gone already.` : '',
    running.length > 0
      ? `${listNames(running)} ${running.length === 1 ? 'is' : 'are'} being downloaded and ${running.length === 1 ? 'was' : 'were'} kept: cancel the download first.`
      : '',
    stopped === null
      ? ''
      : `${formatQuantity(stopped.left, 'dataset')} could not be deleted: ${stopped.reason}`,
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

/** A few datasets by name, more by their number. */
export function nameSeveral(datasets: Dataset[]): string {
  if (datasets.length === 0) return 'nothing'
  return datasets.length <= NAMED_MAX ? listNames(datasets) : formatQuantity(datasets.length, 'dataset')
}

/** “One”, “Two” and “Three” */
function listNames(datasets: Dataset[]): string {
  const names = datasets.map((dataset) => `“${datasetTitle(dataset)}”`)
  const last = names.pop() ?? ''
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`
}
