import { db } from '@/lib/db/client'
import { createSchedule, deleteSchedule, MAX_SCHEDULES, updateSchedule } from '@/lib/schedules/changes'
import type { SchedulePlan } from '@/lib/schedules/model/schedule'
import { listSchedules, listSomeSchedules, requireSchedule } from '@/lib/schedules/store'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const DAILY: SchedulePlan = { source: 'archive', cron: '0 6 * * *', zone: 'Europe/Berlin', lossPercent: 10 }
const NOW = new Date('2026-11-26T12:00:00Z')
const NEXT = ['2026-11-27T05:00:00Z', '2026-11-28T05:00:00Z', '2026-11-29T05:00:00Z'].map(
  (time) => new Date(time),
)
const NO_SUCH = { code: 'not_found', message: 'There is no such schedule.' }

beforeEach(async () => {
  setSources('archive')
  await db().schedule.deleteMany()
})

test('a new schedule says when it runs, in words and as the next three times', async () => {
  const schedule = await createSchedule(
    { ...DAILY, cron: ' 0  6 * * *', zone: 'europe/berlin' },
    { now: NOW },
  )
  expect(schedule).toEqual({
    ...DAILY,
    id: schedule.id,
    words: 'every day at 06:00, Europe/Berlin',
    createdAt: NOW,
    paused: false,
    next: NEXT,
    last: null,
  })
  expect(await listSchedules(NOW)).toEqual([schedule])
})

test('a page of many has those that were added first, and says whether there are more', async () => {
  const ids: string[] = []
  for (let minute = 0; minute < 5; minute++)
    ids.push((await createSchedule(DAILY, { now: new Date(NOW.getTime() + minute * 60_000) })).id)
  const pages = await Promise.all([0, 2, 4, 6].map((offset) => listSomeSchedules({ limit: 2, offset })))
  expect(pages.map(({ schedules }) => schedules.map(({ id }) => id))).toEqual([
    ...[ids.slice(0, 2), ids.slice(2, 4), ids.slice(4), []],
  ])
  expect(pages.map(({ total, hasMore }) => [total, hasMore])).toEqual([
    ...[
      [5, true],
      [5, true],
      [5, false],
      [5, false],
    ],
  ])
})

test('a paused one has no next times, and resuming does not make up for those that passed', async () => {
  const { id } = await createSchedule(DAILY, { now: NOW })
  expect(await updateSchedule(id, { paused: true }, NOW)).toMatchObject({ paused: true, next: [] })
  const later = new Date('2026-11-27T12:00:00Z')
  const resumed = await updateSchedule(id, { paused: false }, later)
  expect([resumed.paused, resumed.next[0]]).toEqual([false, NEXT[1]])
})

test('a schedule can be added paused', async () => {
  expect(await createSchedule(DAILY, { now: NOW, paused: true })).toMatchObject({ paused: true, next: [] })
})

test('other times count from now on; what has nothing to do with times leaves them', async () => {
  const { id } = await createSchedule(DAILY, { now: NOW })
  const late = new Date('2026-11-27T05:00:10Z')
  // It is due, and stays so.
  expect((await updateSchedule(id, { lossPercent: 0, paused: false }, late)).next[0]).toEqual(NEXT[0])
  const changed = await updateSchedule(id, { cron: '0 7 * * *' }, late)
  expect([changed.cron, changed.zone, changed.next[0]]).toEqual([
    ...['0 7 * * *', 'Europe/Berlin'],
    new Date('2026-11-27T06:00:00Z'),
  ])
})

test.each<[Partial<SchedulePlan>, string]>([
  [
    { source: 'https://example.org' },
    'example.org is not one of the configured sources. Choose one from the list.',
  ],
  [{ cron: '0 0 30 2 *' }, 'This cron expression never runs: there is no such day.'],
  [
    { cron: '* * * * *' },
    'This cron expression runs more often than every 5 minutes. Choose times further apart.',
  ],
  [{ zone: 'Mars' }, 'This time zone is not known. Use a name such as Europe/Berlin, or UTC.'],
  [{ lossPercent: 101 }, 'The share of rows must be a whole number from 0 to 100, in percent.'],
  [{ lossPercent: NaN }, 'The share of rows must be a whole number from 0 to 100, in percent.'],
])('%j is refused, new or as a change', async (changes, message) => {
  await expect(createSchedule({ ...DAILY, ...changes })).rejects.toMatchObject({ code: 'invalid', message })
  expect(await db().schedule.count()).toBe(0)
  const before = await createSchedule(DAILY, { now: NOW })
  await expect(updateSchedule(before.id, changes)).rejects.toMatchObject({ code: 'invalid', message })
  expect(await requireSchedule(before.id, NOW)).toEqual(before)
})

test('one whose source is no longer configured can still be paused', async () => {
  const { id } = await createSchedule(DAILY)
  setSources('https://swapi.info/api')
  expect(await updateSchedule(id, { paused: true })).toMatchObject({ paused: true, source: 'archive' })
})

test('there can be a hundred, and one more is refused with a sentence', async () => {
  for (let count = 0; count < MAX_SCHEDULES; count += 1) await createSchedule(DAILY)
  await expect(createSchedule(DAILY)).rejects.toMatchObject({
    code: 'conflict',
    message: 'There are 100 schedules already, which is the most there can be. Delete one first.',
  })
  expect(await db().schedule.count()).toBe(100)
})

test('a deleted one is gone, and unknown ones are not found', async () => {
  const { id } = await createSchedule(DAILY)
  await deleteSchedule(id)
  expect(await listSchedules()).toEqual([])
  for (const unknown of [id, '', '../x', `${id}\0`]) {
    await expect(requireSchedule(unknown)).rejects.toMatchObject(NO_SUCH)
    await expect(updateSchedule(unknown, { paused: true })).rejects.toMatchObject(NO_SUCH)
    await expect(deleteSchedule(unknown)).rejects.toMatchObject(NO_SUCH)
  }
})
