/** Adds, changes and deletes schedules. */
import 'server-only'
import { randomUUID } from 'node:crypto'
import { db, transact } from '@/lib/db/client'
import { AppError } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import { parseCron, timeAfter } from '@/lib/schedules/cron'
import type { Schedule, SchedulePlan } from '@/lib/schedules/model/schedule'
import { noSuchSchedule, requireSchedule } from '@/lib/schedules/store'
import { parseZone } from '@/lib/schedules/zones'
import { isKnownSource } from '@/lib/swapi/sources'

/** Each of them is work at every tick, and none of the sources needs to be asked in a hundred ways. */
export const MAX_SCHEDULES = 100

/**
 * @throws AppError `invalid` for a source, cron expression, time zone or share that cannot be, `conflict` when there are
 * too many schedules
 */
export async function createSchedule(
  plan: SchedulePlan,
  { paused = false, now = new Date() } = {},
): Promise<Schedule> {
  const data = parsePlan(plan)
  const id = randomUUID()
  const nextAt = paused ? null : timeAfter(data.cron, data.zone, now)
  await transact(async (transaction) => {
    await transaction.schedule.create({ data: { ...data, id, nextAt, createdAt: now } })
    if ((await transaction.schedule.count()) > MAX_SCHEDULES)
      throw new AppError(
        'conflict',
        `There are ${MAX_SCHEDULES} schedules already, which is the most there can be. Delete one first.`,
      )
  })
  return requireSchedule(id, now)
}

/**
 * Changes what is given, and pauses or resumes. A schedule that resumes, or gets other times, runs next at the first of
 * its times from now on.
 * @throws AppError `not_found`, or `invalid` as above
 */
export async function updateSchedule(
  id: string,
  { paused, ...changes }: Partial<SchedulePlan> & { paused?: boolean },
  now = new Date(),
): Promise<Schedule> {
  const { source, cron, zone, lossPercent, paused: wasPaused } = await requireSchedule(id, now)
  const data = parsePlan({ source, cron, zone, lossPercent, ...changes }, changes)
  const isPaused = paused ?? wasPaused
  const keepsTimes = !wasPaused && data.cron === cron && data.zone === zone
  const { count } = await db().schedule.updateMany({
    where: { id },
    data: {
      ...data,
      ...(isPaused ? { nextAt: null } : !keepsTimes && { nextAt: timeAfter(data.cron, data.zone, now) }),
    },
  })
  if (count === 0) throw noSuchSchedule()
  return requireSchedule(id, now)
}

/**
 * Deletes a schedule; what it downloaded stays.
 * @throws AppError `not_found`
 */
export async function deleteSchedule(id: string): Promise<void> {
  await requireSchedule(id)
  await db().schedule.deleteMany({ where: { id } })
}

/** The plan as it is stored. Its source need not be configured any more, unless it is one of the changes. */
function parsePlan(plan: SchedulePlan, changes: Partial<SchedulePlan> = plan): SchedulePlan {
  if (changes.source !== undefined && !isKnownSource(changes.source))
    throw new AppError(
      'invalid',
      `${sourceLabel(changes.source)} is not one of the configured sources. Choose one from the list.`,
    )
  const { lossPercent } = plan
  if (!Number.isInteger(lossPercent) || lossPercent < 0 || lossPercent > 100)
    throw new AppError('invalid', 'The share of rows must be a whole number from 0 to 100, in percent.')
  return { source: plan.source, cron: parseCron(plan.cron), zone: parseZone(plan.zone), lossPercent }
}
