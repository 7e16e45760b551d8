/** What the form of a schedule shows. Safe to import from client components. */
import type { SchedulePlan } from '@/lib/schedules/model/schedule'
import { HOURLY, timeOfCron } from '@/lib/schedules/model/words'

/** The fields of the form, as text. `every` is a cron expression, `daily` with `at`, or `cron` with `cron`. */
export interface ScheduleFormValues {
  source: string
  every: string
  at: string
  cron: string
  zone: string
  lossPercent: string
}

export const NEW_SCHEDULE: ScheduleFormValues = {
  source: 'auto',
  every: 'daily',
  at: '06:00',
  cron: '',
  zone: 'UTC',
  lossPercent: '10',
}

/** What the form shows of a schedule that exists. */
export function toFormValues({ source, cron, zone, lossPercent }: SchedulePlan): ScheduleFormValues {
  const plan = { source, zone, lossPercent: String(lossPercent) }
  const at = timeOfCron(cron)
  if (at !== null) return { ...plan, every: 'daily', at, cron: '' }
  const isOffered = HOURLY.some((offered) => offered.cron === cron)
  return { ...plan, every: isOffered ? cron : 'cron', at: NEW_SCHEDULE.at, cron: isOffered ? '' : cron }
}
