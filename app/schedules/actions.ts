'use server'

import { readField, runAction } from '@/app/run-action'
import type { ActionState } from '@/components/action-form'
import type { ScheduleFormState } from '@/components/schedules/schedule-form'
import { runSchedule as run } from '@/inngest/schedules'
import { AppError } from '@/lib/errors'
import { createSchedule, deleteSchedule as remove, updateSchedule } from '@/lib/schedules/changes'
import type { ScheduleFormValues } from '@/lib/schedules/model/form'
import type { SchedulePlan } from '@/lib/schedules/model/schedule'
import { cronOfTime } from '@/lib/schedules/model/words'
import { AUTO } from '@/lib/swapi/sources'

/** Behind "Add schedule": what was filled in is returned, so that the form can show it again. */
export async function addSchedule(
  _previous: ScheduleFormState | null,
  form: FormData,
): Promise<ScheduleFormState> {
  return save(form, async (plan) => `Schedule added: ${(await createSchedule(plan)).words}.`)
}

/** Behind "Save changes": the same fields, and `id`. */
export async function changeSchedule(
  _previous: ScheduleFormState | null,
  form: FormData,
): Promise<ScheduleFormState> {
  return save(form, async (plan) => `Saved: ${(await updateSchedule(readId(form), plan)).words}.`)
}

/** Behind "Pause": field `id`. */
export async function pauseSchedule(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    await updateSchedule(readId(form), { paused: true })
    return 'Paused: it starts no downloads until it is resumed.'
  })
}

/** Behind "Resume": field `id`. */
export async function resumeSchedule(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    await updateSchedule(readId(form), { paused: false })
    return 'Resumed.'
  })
}

/** Behind "Run now": field `id`. Starts its download, or joins the running one. */
export async function runSchedule(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    const { dataset, joined } = await run(readId(form))
    const message = joined ? 'A download of this source is running already.' : 'Download started.'
    return { message, about: dataset.id }
  })
}

/** Behind "Delete schedule": field `id`. */
export async function deleteSchedule(_previous: ActionState | null, form: FormData): Promise<ActionState> {
  return runAction(async () => {
    await remove(readId(form))
    return 'Schedule deleted.'
  })
}

async function save(
  form: FormData,
  task: (plan: SchedulePlan) => Promise<string>,
): Promise<ScheduleFormState> {
  const values: ScheduleFormValues = {
    source: readField(form, 'source') ?? AUTO,
    every: readField(form, 'every') ?? '',
    at: readField(form, 'at') ?? '',
    cron: readField(form, 'cron') ?? '',
    zone: readField(form, 'zone') ?? 'UTC',
    lossPercent: readField(form, 'lossPercent') ?? '',
  }
  const state = await runAction(() => {
    const { source, zone, lossPercent } = values
    // An empty field is not zero.
    const share = /^\d+$/.test(lossPercent) ? Number(lossPercent) : NaN
    return task({ source, zone, cron: readCron(values), lossPercent: share })
  })
  return state.ok ? state : { ...state, values }
}

/** @throws AppError `invalid` for a time of day that is none; the expression itself is checked later */
function readCron({ every, at, cron }: ScheduleFormValues): string {
  if (every === 'cron') return cron
  if (every !== 'daily') return every
  const daily = cronOfTime(at)
  if (daily === null)
    throw new AppError('invalid', 'Give the time of day as hours and minutes, such as 06:00.')
  return daily
}

function readId(form: FormData): string {
  return readField(form, 'id') ?? ''
}
