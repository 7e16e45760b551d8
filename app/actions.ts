'use server'

import { revalidatePath } from 'next/cache'
import { cancelDownload as cancel, startDownload as start } from '@/inngest/downloads'
import type { ActionState } from '@/lib/datasets/types'
import { AppError, userMessage } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import { log } from '@/lib/log'
import { AUTO } from '@/lib/swapi/sources'

/** Behind "Download latest": field `source`. Starts a download, or joins the running one of the same source. */
export async function startDownload(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  const source = form.get('source') ?? AUTO
  return answer(async () => {
    const { joined } = await start(typeof source === 'string' ? source : '')
    const from = source === AUTO ? '' : ` from ${sourceLabel(String(source))}`
    return joined
      ? `A download${from} is already running; this is the one you see.`
      : `Download${from} started. The dataset appears below when it is complete.`
  })
}

/** Behind "Cancel": field `id`. */
export async function cancelDownload(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  const id = form.get('id')
  return answer(async () => {
    await cancel(typeof id === 'string' ? id : '')
    return 'Download cancelled. What it had read is removed.'
  })
}

/** Expected failures become a sentence; the rest is logged and said without details. */
async function answer(task: () => Promise<string>): Promise<ActionState> {
  try {
    return { ok: true, message: await task() }
  } catch (error) {
    if (!(error instanceof AppError)) log.error({ err: error }, 'an action failed')
    return { ok: false, message: userMessage(error) }
  } finally {
    revalidatePath('/', 'layout')
  }
}
