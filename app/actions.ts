'use server'

import { redirect } from 'next/navigation'
import { readField, runAction } from '@/app/run-action'
import type { ActionState } from '@/components/action-form'
import { cancelDownload as cancel, retryDownload as retry, startDownload as start } from '@/inngest/downloads'
import { deleteDataset as remove } from '@/lib/datasets/keeping/delete'
import { sourceLabel } from '@/lib/format'
import { undoHref } from '@/lib/search-params/over-time/retention'
import { datasetHref } from '@/lib/search-params/rows'
import { AUTO } from '@/lib/swapi/sources'

/** Behind "Download latest": field `source`. Starts a download, or joins the one running from that source. */
export async function startDownload(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  const source = readSource(form)
  return runAction(async () => {
    const { dataset, joined } = await start(source)
    const from = source === AUTO ? '' : ` from ${sourceLabel(source)}`
    const message = joined
      ? `A download${from} is already running; it is shown below.`
      : `Download${from} started. The dataset appears below when it is complete.`
    return { message, about: dataset.id }
  })
}

/** The same from the pages of other datasets: continues to the new one, where its progress is shown. */
export async function downloadInstead(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  let id = ''
  const state = await runAction(async () => {
    id = (await start(readSource(form))).dataset.id
    return 'Download started.'
  })
  return state.ok ? redirect(datasetHref(id)) : state
}

/** Behind "Cancel": field `id`. */
export async function cancelDownload(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    await cancel(readId(form))
    return 'Download cancelled. Its partial data was removed.'
  })
}

/** Behind "Retry": field `id`. Restarts a failed or cancelled download, reusing what it had read. */
export async function retryDownload(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    await retry(readId(form))
    return 'Download started again.'
  })
}

/** Behind "Delete": field `id`. Redirects to the dashboard, where it can be undone. */
export async function deleteDataset(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  const id = readId(form)
  const state = await runAction(async () => {
    await remove(id)
    return 'Dataset deleted.'
  })
  return state.ok ? redirect(undoHref(id)) : state
}

function readSource(form: FormData): string {
  return readField(form, 'source') ?? AUTO
}

function readId(form: FormData): string {
  return readField(form, 'id') ?? ''
}
