import { type EmbeddedEvent, setEventReceiver } from '@/inngest/embedded/transport'
import { reconcileDownloads } from '@/inngest/reconcile'
import { runDueSchedules, runSchedule } from '@/inngest/schedules'
import { markEnded } from '@/lib/datasets/changes'
import { db } from '@/lib/db/client'
import { log } from '@/lib/log'
import { createSchedule, updateSchedule } from '@/lib/schedules/changes'
import { datasetIdOf, fire, listDue } from '@/lib/schedules/due'
import type { Schedule } from '@/lib/schedules/model/schedule'
import { requireSchedule } from '@/lib/schedules/store'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

let events: EmbeddedEvent[] = []
beforeEach(async () => {
  events = []
  setEventReceiver({ receive: (received) => Promise.resolve(void events.push(...received)) })
  setSources('archive', 'https://swapi.info/api')
  await db().schedule.deleteMany()
  await db().dataset.deleteMany()
})
afterEach(() => {
  setEventReceiver(undefined)
  jest.restoreAllMocks()
})

const at = (time: string): Date => new Date(`${time}Z`)

/** Daily at 06:00 UTC, added on the 25th at noon. */
function createDaily(changes: Partial<Schedule> = {}): Promise<Schedule> {
  const plan = { source: 'archive', cron: '0 6 * * *', zone: 'UTC', lossPercent: 10, ...changes }
  return createSchedule(plan, { now: at('2026-11-25T12:00') })
}

async function endAll(): Promise<void> {
  for (const { id } of await db().dataset.findMany()) await markEnded({ datasetId: id }, 'cancelled', null)
}

test('a schedule runs when it is due, not before, and once', async () => {
  const { id } = await createDaily()
  expect(await runDueSchedules(at('2026-11-26T05:59:59.999'))).toEqual([])
  const due = at('2026-11-26T06:00')
  const datasetId = datasetIdOf({ id, nextAt: due })
  expect(await runDueSchedules(due)).toEqual([{ scheduleId: id, at: due, datasetId, joined: false }])
  expect(await runDueSchedules(at('2026-11-26T06:00:15'))).toEqual([])
  expect(events).toMatchObject([{ id: datasetId, data: { datasetId, requestedSource: 'archive' } }])
  expect(datasetId).toMatch(/^20261126-060000-[0-9a-z]{5}$/)
  expect(await requireSchedule(id, due)).toMatchObject({
    next: [27, 28, 29].map((day) => at(`2026-11-${day}T06:00`)),
    last: { at: due, datasetId, status: 'queued' },
  })
})

test('times that were missed are made up for once', async () => {
  const { id } = await createDaily()
  expect(await runDueSchedules(at('2026-12-03T17:00'))).toHaveLength(1)
  await endAll()
  expect(await runDueSchedules(at('2026-12-03T17:00:15'))).toEqual([])
  expect((await requireSchedule(id)).next[0]).toEqual(at('2026-12-04T06:00'))
  expect(await runDueSchedules(at('2026-12-04T06:00'))).toHaveLength(1)
})

test('a clock that is put back a day runs nothing again, even if the schedule is paused and resumed', async () => {
  const { id } = await createDaily()
  const due = at('2026-11-26T06:00')
  const [run] = await runDueSchedules(due)
  await endAll()
  for (let hours = 0; hours <= 24; hours += 1)
    expect(await runDueSchedules(new Date(due.getTime() - (24 - hours) * 3_600_000))).toEqual([])
  expect((await requireSchedule(id)).next[0]).toEqual(at('2026-11-27T06:00'))
  const before = at('2026-11-25T18:00')
  await updateSchedule(id, { paused: true }, before)
  await updateSchedule(id, { paused: false }, before)
  // It is due at the same time again, which has its dataset already.
  expect(await runDueSchedules(due)).toMatchObject([{ datasetId: run?.datasetId, joined: true }])
  expect(await db().dataset.count()).toBe(1)
  expect(events).toHaveLength(1)
})

test('a running download of the source is joined, one of another source is not', async () => {
  const [auto, archive] = [await createDaily({ source: 'auto' }), await createDaily()]
  const { dataset, joined } = await runSchedule(auto.id)
  expect(joined).toBe(false)
  const runs = await runDueSchedules(at('2026-11-26T06:00'))
  const joinedBy = Object.fromEntries(runs.map((run) => [run.scheduleId, run]))
  expect(joinedBy[auto.id]).toMatchObject({ datasetId: dataset.id, joined: true })
  expect(joinedBy[archive.id]).toMatchObject({ joined: false })
  expect((await requireSchedule(auto.id)).last).toMatchObject({ datasetId: dataset.id })
  expect(events).toHaveLength(2)
})

test('of two schedules of one source that are due at once, the second joins the first', async () => {
  await createDaily()
  await createDaily()
  const runs = await runDueSchedules(at('2026-11-26T06:00'))
  expect(runs.map(({ joined }) => joined)).toEqual([false, true])
  expect(new Set(runs.map(({ datasetId }) => datasetId)).size).toBe(1)
  expect(events).toHaveLength(1)
})

test('a paused schedule does not run', async () => {
  const { id } = await createDaily()
  await updateSchedule(id, { paused: true })
  expect(await runDueSchedules(at('2027-01-01T00:00'))).toEqual([])
})

test('one that was changed or deleted since it was found to be due does not run', async () => {
  const [changed, deleted] = [await createDaily(), await createDaily()]
  const now = at('2026-11-26T06:00')
  const due = await listDue(now)
  await updateSchedule(changed.id, { source: 'auto' }, now)
  await db().schedule.delete({ where: { id: deleted.id } })
  expect(await Promise.all(due.map((one) => fire(one, now)))).toEqual([null, null])
  expect(await db().dataset.count()).toBe(0)
})

test('a source that is no longer configured is said, and the schedule goes on to its next time', async () => {
  const { id } = await createDaily({ source: 'https://swapi.info/api' })
  setSources('archive')
  const now = at('2026-11-26T06:00')
  expect(await runDueSchedules(now)).toEqual([{ scheduleId: id, at: now, datasetId: null, joined: false }])
  expect(await requireSchedule(id, now)).toMatchObject({
    next: [at('2026-11-27T06:00'), expect.anything(), expect.anything()],
    last: {
      status: 'refused',
      sentence:
        'Nothing was downloaded: swapi.info is no longer one of the configured sources. ' +
        'Configure it again, or delete this schedule.',
    },
  })
})

test('a crash between the dataset and its event loses nothing: the event is sent later, with the same id', async () => {
  await createDaily()
  const now = at('2026-11-26T06:00')
  const [due] = await listDue(now)
  const fired = due && (await fire(due, now))
  expect(events).toEqual([])
  await reconcileDownloads()
  expect(events.map(({ id }) => id)).toEqual([fired?.datasetId])
})

test('an event that is not accepted ends the download with a sentence, and delays no other schedule', async () => {
  const error = jest.spyOn(log, 'error').mockReturnValue()
  const schedules = [await createDaily(), await createDaily({ source: 'auto' })]
  setEventReceiver(undefined)
  expect(await runDueSchedules(at('2026-11-26T06:00'))).toEqual([])
  expect(error).toHaveBeenCalledTimes(2)
  for (const { id } of schedules)
    expect((await requireSchedule(id)).last).toMatchObject({
      status: 'failed',
      sentence:
        'The download could not be started: the Inngest server did not accept it. Check its URL and keys.',
    })
})

test('running it now leaves its next time as it is', async () => {
  const { id, next } = await createDaily()
  const { dataset } = await runSchedule(id)
  const after = await requireSchedule(id, at('2026-11-25T12:00'))
  expect([after.next, after.last?.datasetId]).toEqual([next, dataset.id])
})
