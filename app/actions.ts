'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { cancelDownload as cancel, retryDownload as retry, startDownload as start } from '@/inngest/downloads'
import { deleteDataset as remove } from '@/lib/datasets/request'
import type { ActionState } from '@/lib/datasets/types'
import { whileSomebodyWaits } from '@/lib/db/deadline'
import { AppError, nameMachineError, userMessage } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import { log } from '@/lib/log'
import { assertMayAct } from '@/lib/page-access'
import { dashboardHref } from '@/lib/search-params'
import { AUTO } from '@/lib/swapi/sources'

/** Behind "Download latest": field `source`. Starts a download, or joins the running one of the same source. */
export async function startDownload(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  const source = readField(form, 'source') ?? AUTO
  return answer(async () => {
    const { joined } = await start(source)
    const from = source === AUTO ? '' : ` from ${sourceLabel(source)}`
    return joined
      ? `A download${from} is already running; this is the one you see.`
      : `Download${from} started. The dataset appears below when it is complete.`
  })
}

/** Behind "Cancel": field `id`. */
export async function cancelDownload(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return answer(async () => {
    await cancel(readId(form))
    return 'Download cancelled. What it had read is removed.'
  })
}

/** Behind "Retry": field `id`. Begins a failed or cancelled download again, with what it had read. */
export async function retryDownload(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return answer(async () => {
    await retry(readId(form))
    return 'Download started again.'
  })
}

/** Behind "Delete": field `id`. Leads to the dashboard when it is gone. */
export async function deleteDataset(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  const state = await answer(async () => {
    await remove(readId(form))
    return 'Dataset deleted.'
  })
  return state.ok ? redirect(dashboardHref()) : state
}

function readId(form: FormData): string {
  return readField(form, 'id') ?? ''
}

/** Null when it was not sent; a call that was made by hand may come without a form at all. */
function readField(form: unknown, name: string): string | null {
  const value = form instanceof FormData ? form.get(name) : null
  return value instanceof File ? '' : value
}

/** Runs an action of one who may. Expected failures become a sentence; the rest is logged and said without details. */
async function answer(task: () => Promise<string>): Promise<ActionState> {
  try {
    await assertMayAct()
    return { ok: true, message: await whileSomebodyWaits(task) }
  } catch (failure) {
    const error = nameMachineError(failure)
    if (!(error instanceof AppError)) log.error({ err: failure }, 'an action failed')
    return { ok: false, message: userMessage(error) }
  } finally {
    revalidatePath('/', 'layout')
  }
}
