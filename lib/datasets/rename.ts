import 'server-only'
import { markLabelled } from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readLabel } from '@/lib/datasets/model/label'
import { relabelReceipt } from '@/lib/datasets/receipt'
import { requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'

/**
 * Gives a ready dataset a label, in the database and in its `dataset.json`, or clears it with null or an empty text.
 * Returns the dataset as it is then.
 * @throws AppError `invalid`, `not_found`, or `conflict` when it is not ready
 */
export async function renameDataset(id: string, text: string | null): Promise<Dataset> {
  const { label, problem } = readLabel(text)
  if (problem !== null) throw new AppError('invalid', problem)
  await requireDataset(id)
  if (!(await markLabelled(id, label, () => relabelReceipt(id, label)))) {
    const { status } = await requireDataset(id)
    throw new AppError('conflict', `Only a dataset that is ready can be renamed: this download is ${status}.`)
  }
  return requireDataset(id)
}
