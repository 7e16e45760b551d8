/** When schedules run: the only module that uses croner, and only to calculate times. */
import 'server-only'
import { Cron } from 'croner'
import { AppError } from '@/lib/errors'

const MAX_CRON_LENGTH = 100

/** A source is asked no more often than this, in minutes. */
const MIN_GAP_MINUTES = 5

/** How many runs are looked at to find the shortest gap: even with one every five minutes, more than a whole day. */
const RUNS_CHECKED = 500

/** A leap year that begins at a month's end, so that all that can follow on each other does so soon. */
const CHECKED_FROM = new Date('2000-01-01T00:00:00Z')

/**
 * A cron expression as it is stored, with single spaces.
 * @throws AppError `invalid` for one that is not valid, never runs, or runs too often
 */
export function parseCron(text: string): string {
  const fields = text.trim().split(/\s+/)
  const cron = fields.join(' ')
  // A question mark would be replaced by the time of asking, which is another one each time.
  if (fields.length !== 5 || cron.length > MAX_CRON_LENGTH || cron.includes('?'))
    throw new AppError(
      'invalid',
      'The cron expression must have five fields: minute, hour, day of month, month and weekday, such as 0 6 * * 1-5.',
    )
  const [first, ...later] = listFirst(cron)
  if (first === undefined)
    throw new AppError('invalid', 'This cron expression never runs: there is no such day.')
  let before = first
  for (const run of later) {
    if (run.getTime() - before.getTime() < MIN_GAP_MINUTES * 60_000)
      throw new AppError(
        'invalid',
        `This cron expression runs more often than every ${MIN_GAP_MINUTES} minutes. Choose times further apart.`,
      )
    before = run
  }
  return cron
}

function listFirst(cron: string): Date[] {
  try {
    return open(cron, 'UTC').nextRuns(RUNS_CHECKED, CHECKED_FROM)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^CronPattern: /, '') : ''
    throw new AppError('invalid', `This is not a cron expression: ${reason.replace(/\.$/, '')}.`)
  }
}

/**
 * The next times after this one, as instants. What runs at set times of day runs once on days whose clocks change: at a
 * time that is skipped, right after the gap, and at a time that occurs twice, the first time.
 */
export function listTimes(cron: string, zone: string, after: Date, count: number): Date[] {
  return open(cron, zone).nextRuns(count, after)
}

/** @throws Error when there is none, which `parseCron` has ruled out */
export function timeAfter(cron: string, zone: string, after: Date): Date {
  const next = open(cron, zone).nextRun(after)
  if (next === null) throw new Error(`${cron} has no time after ${after.toISOString()}`)
  return next
}

function open(cron: string, zone: string): Cron {
  return new Cron(cron, { mode: '5-part', fixedTimeRule: 'no-wildcard', timezone: zone, paused: true })
}
