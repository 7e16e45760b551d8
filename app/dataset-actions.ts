'use server'

import { readField, readFields, runAction } from '@/app/run-action'
import type { ActionState } from '@/components/action-form'
import { deleteDatasets, describeDeletion } from '@/lib/datasets/keeping/delete-many'
import { describeRestored, restoreDatasets } from '@/lib/datasets/keeping/restore-many'
import { renameDataset as rename } from '@/lib/datasets/rename'
import { datasetTitle } from '@/lib/format/dataset-title'

/** Behind "Rename": fields `id` and `label`, empty for no name of its own. */
export async function renameDataset(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    const dataset = await rename(readField(form, 'id') ?? '', readField(form, 'label'))
    return `Renamed to “${datasetTitle(dataset)}”.`
  })
}

/** Behind "Delete selected": fields `id`, one for each dataset; behind its "Undo", fields `undo`. */
export async function deleteSelected(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    const undone = readFields(form, 'undo')
    if (undone.length > 0) return describeRestored(await restoreDatasets(undone))
    const deletion = await deleteDatasets(readFields(form, 'id'))
    const ok = deletion.running.length === 0 && deletion.stopped === null
    const undoable = deletion.deleted.map(({ id }) => id)
    return { ok, message: describeDeletion(deletion), ...(undoable.length > 0 && { undoable }) }
  })
}
