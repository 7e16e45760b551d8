/** Reads schedules, with when they run next and how they ran last. */
import 'server-only'
import type { Slice } from '@/lib/datasets/model/view'
import { listTimes } from '@/lib/schedules/cron'
import type { Schedule } from '@/lib/schedules/model/schedule'
import { describeSchedule } from '@/lib/schedules/model/words'
import { readResults } from '@/lib/schedules/results'
import { db } from '@/lib/db/client'
import { AppError } from '@/lib/errors'
import type { Prisma } from '@/lib/generated/sqlite/client'
import type { ScheduleModel } from '@/lib/generated/sqlite/models'

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** How many of the next times are listed. */
const NEXT = 3

const IN_ORDER: Prisma.ScheduleOrderByWithRelationInput[] = [{ createdAt: 'asc' }, { id: 'asc' }]

/** All schedules, in the order in which they were added. */
export async function listSchedules(now = new Date()): Promise<Schedule[]> {
  return complete(await db().schedule.findMany({ orderBy: IN_ORDER }), now)
}

export interface SchedulesPage {
  schedules: Schedule[]
  total: number
  hasMore: boolean
}

/** A page of them. */
export async function listSomeSchedules({ limit, offset }: Slice, now = new Date()): Promise<SchedulesPage> {
  const [rows, total] = await Promise.all([
    db().schedule.findMany({ orderBy: IN_ORDER, skip: offset, take: limit }),
    db().schedule.count(),
  ])
  return { schedules: await complete(rows, now), total, hasMore: offset + rows.length < total }
}

/** @throws AppError `not_found` */
export async function requireSchedule(id: string, now = new Date()): Promise<Schedule> {
  const row = ID.test(id) ? await db().schedule.findUnique({ where: { id } }) : null
  const [schedule] = row ? await complete([row], now) : []
  if (!schedule) throw noSuchSchedule()
  return schedule
}

export function noSuchSchedule(): AppError {
  return new AppError('not_found', 'There is no such schedule.')
}

async function complete(rows: ScheduleModel[], now: Date): Promise<Schedule[]> {
  const results = await readResults(rows)
  return rows.map(({ id, source, cron, zone, lossPercent, createdAt, nextAt }, index) => ({
    ...{ id, source, cron, zone, lossPercent, createdAt },
    words: describeSchedule({ cron, zone }),
    paused: nextAt === null,
    next: nextAt === null ? [] : [nextAt, ...listTimes(cron, zone, latest(nextAt, now), NEXT - 1)],
    last: results[index] ?? null,
  }))
}

/** A schedule that is due runs in a moment, and only once for all the times it missed. */
function latest(one: Date, other: Date): Date {
  return one > other ? one : other
}
