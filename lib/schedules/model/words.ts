/** Says when a schedule runs, in words. Safe to import from client components. */
import type { SchedulePlan } from '@/lib/schedules/model/schedule'

/** The schedules that people are offered besides a time of day: what divides a day or an hour evenly. */
export const HOURLY = [1, 2, 3, 4, 6, 8, 12].map((hours) => {
  const cron = hours === 1 ? '0 * * * *' : `0 */${hours} * * *`
  return { cron, words: describeCron(cron) }
})

/** "every day at 06:00, Europe/Berlin" */
export function describeSchedule({ cron, zone }: Pick<SchedulePlan, 'cron' | 'zone'>): string {
  return `${describeCron(cron)}, ${zone}`
}

/** Common expressions in words; others stay as they are: "at 15 6 1 * * (cron)" */
export function describeCron(cron: string): string {
  const [minute = '', hour = '', ...days] = cron.split(' ')
  if (days.join(' ') === '* * *') {
    if (isNumber(minute) && isNumber(hour)) return `every day at ${twoDigits(hour)}:${twoDigits(minute)}`
    const hours = evenStep(hour, 24)
    if (minute === '0' && hours !== null) return every(hours, 'hour')
    const minutes = evenStep(minute, 60)
    if (hour === '*' && minutes !== null) return every(minutes, 'minute')
    if (hour === '*' && isNumber(minute)) return `every hour, ${Number(minute)} min past`
  }
  return `at ${cron} (cron)`
}

/** The cron expression of a time of day, or null: "06:30" → "30 6 * * *" */
export function cronOfTime(time: string): string | null {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)(?::00)?$/.exec(time) ?? []
  return hour === undefined ? null : `${Number(minute)} ${Number(hour)} * * *`
}

/** The reverse of `cronOfTime`: null for an expression that is no time of day. */
export function timeOfCron(cron: string): string | null {
  const [, minute = '', hour] = /^(\d+) (\d+) \* \* \*$/.exec(cron) ?? []
  return hour === undefined ? null : `${twoDigits(hour)}:${twoDigits(minute)}`
}

const FORMATS = new Map<string, Intl.DateTimeFormat>()

/** A time as clocks in the zone show it: "Fri 27 Nov 2026, 06:00" */
export function formatInZone(date: Date, zone: string): string {
  const format = FORMATS.get(zone) ?? createFormat(zone)
  FORMATS.set(zone, format)
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]))
  const { weekday, day, month, year, hour, minute } = parts
  return `${weekday} ${day} ${month} ${year}, ${hour}:${minute}`
}

function createFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit' },
  })
}

/** N of a field with the step N, or 1 of `*`; null unless it divides the whole evenly. */
function evenStep(field: string, whole: number): number | null {
  const step = field === '*' ? 1 : Number(/^\*\/([1-9]\d*)$/.exec(field)?.[1] ?? 0)
  return step > 0 && step < whole && whole % step === 0 ? step : null
}

function every(count: number, unit: string): string {
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`
}

function isNumber(field: string): boolean {
  return /^\d+$/.test(field)
}

function twoDigits(field: string): string {
  return String(Number(field)).padStart(2, '0')
}
