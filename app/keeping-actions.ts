'use server'

import { redirect } from 'next/navigation'
import { readField, runAction } from '@/app/run-action'
import type { ActionState } from '@/components/action-form'
import { annotateDataset } from '@/lib/datasets/keeping/annotate'
import { purgeNow } from '@/lib/datasets/keeping/purge'
import { restoreDataset as restore } from '@/lib/datasets/keeping/restore'
import { deletedHref } from '@/lib/search-params/over-time/retention'
import { datasetHref } from '@/lib/search-params/rows'

/** Behind "Save note": fields `id` and `note`, empty for none. */
export async function writeNote(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    const { note } = await annotateDataset(readField(form, 'id') ?? '', { note: readField(form, 'note') })
    return note === null ? 'There is no note now.' : 'Note saved.'
  })
}

/** Behind "Pin" and "Unpin": fields `id` and `pinned`, `yes` or `no`. Its button says what came of it. */
export async function pinDataset(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    await annotateDataset(readField(form, 'id') ?? '', { pinned: readField(form, 'pinned') === 'yes' })
    return ''
  })
}

/** Behind "Undo" and "Restore": field `id`. Continues to the dataset. */
export async function restoreDataset(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  const id = readField(form, 'id') ?? ''
  const state = await runAction(async () => {
    await restore(id)
    return 'Dataset restored.'
  })
  return state.ok ? redirect(datasetHref(id)) : state
}

/** Behind "Remove for good": field `id`. */
export async function removeNow(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    await purgeNow(readField(form, 'id') ?? '')
    return 'Removed for good.'
  })
}

/** The same as "Restore" from the page of the dataset. If it fails, it continues to the list, where another try says why. */
export async function restoreFromItsPage(form: FormData): Promise<void> {
  await restoreDataset(null, form)
  redirect(deletedHref())
}
