'use server'

import { readField, readFields, runAction } from '@/app/run-action'
import type { ActionState } from '@/components/action-form'
import { deleteDatasets, describeDeletion } from '@/lib/datasets/delete-many'
import { renameDataset as rename } from '@/lib/datasets/rename'
import { datasetTitle } from '@/lib/format/dataset-title'

/** Behind "Rename": fields `id` and `label`, empty for no name of its own. */
export async function renameDataset(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    const dataset = await rename(readField(form, 'id') ?? '', readField(form, 'label'))
    return `Renamed to “${datasetTitle(dataset)}”.`
  })
}

/** Behind "Delete selected": fields `id`, one for each dataset. */
export async function deleteSelected(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    const deletion = await deleteDatasets(readFields(form, 'id'))
    const ok = deletion.running.length === 0 && deletion.stopped === null
    return { ok, message: describeDeletion(deletion) }
  })
}
