import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded, markStarted } from '@/lib/datasets/changes'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { createSchedule } from '@/lib/schedules/changes'
import { recordRun } from '@/lib/schedules/due'
import type { ScheduleResult } from '@/lib/schedules/model/schedule'
import { requireSchedule } from '@/lib/schedules/store'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const AT = new Date('2026-11-26T06:00:00Z')

beforeEach(async () => {
  setSources('archive')
  await db().schedule.deleteMany()
  await db().dataset.deleteMany()
})

/** The last result of a schedule that made this dataset. */
async function resultOf(datasetId: string, lossPercent = 10): Promise<ScheduleResult | null> {
  const { id } = await createSchedule({ source: 'archive', cron: '0 6 * * *', zone: 'UTC', lossPercent })
  await recordRun(id, datasetId, AT)
  return (await requireSchedule(id)).last
}

async function createWithRows(rows: number): Promise<Dataset> {
  const people = Array.from({ length: rows }, (_, index) => somePerson({ id: index + 1 }))
  const { id } = await createReadyDataset(people)
  await db().dataset.update({ where: { id }, data: { source: 'archive' } })
  return requireDataset(id)
}

test('the result follows the dataset: running, ready or failed', async () => {
  const step = { datasetId: createDatasetId(), attempt: 1 }
  await createDataset(step.datasetId, 'archive')
  const shown = { at: AT, datasetId: step.datasetId, loss: null }
  expect(await resultOf(step.datasetId)).toEqual({ ...shown, status: 'queued', sentence: 'Downloading now.' })
  await markStarted(step)
  await markEnded(step, 'failed', 'swapi.dev: its certificate has expired.')
  expect(await resultOf(step.datasetId)).toEqual({
    ...shown,
    status: 'failed',
    sentence: 'swapi.dev: its certificate has expired.',
  })
  const { id } = await createWithRows(2)
  expect(await resultOf(id)).toEqual({
    ...{ at: AT, datasetId: id, loss: null },
    status: 'ready',
    sentence: '2 characters from the bundled archive.',
  })
})

test('a download that brought nothing new says so, and its rows are no loss', async () => {
  const { id: sameAs } = await createWithRows(2)
  const { id } = await createWithRows(1)
  await db().dataset.update({ where: { id }, data: { status: 'unchanged', sameAs } })
  expect(await resultOf(id)).toEqual({
    ...{ at: AT, datasetId: id, loss: null },
    status: 'unchanged',
    sentence: 'Nothing has changed: the same 1 character from the bundled archive.',
  })
})

test('a deleted dataset leaves a sentence', async () => {
  const { id } = await createWithRows(1)
  await deleteDataset(id)
  expect(await resultOf(id)).toEqual({
    ...{ at: AT, datasetId: null, loss: null },
    status: 'deleted',
    sentence: 'Its dataset has been deleted.',
  })
})

test('a loss of more than the share is marked, with both numbers', async () => {
  const before = await createWithRows(20)
  await db().dataset.update({
    where: { id: before.id },
    data: { createdAt: new Date('2026-11-25T20:48:00Z') },
  })
  const { id } = await createWithRows(17)
  expect((await resultOf(id))?.loss).toEqual({
    datasetId: before.id,
    before: 20,
    after: 17,
    sentence:
      '17 characters, where the dataset of 25 Nov 2026, 20:48 from the same source has 20: 15.0 % fewer.',
  })
  // Three of twenty are 15 %: no more than that.
  expect((await resultOf(id, 15))?.loss).toBeNull()
  expect((await resultOf(id, 14))?.loss).toMatchObject({ before: 20, after: 17 })
  expect((await resultOf(id, 100))?.loss).toBeNull()
})

test('with 0 %, a single row that is lost is marked, but more rows or as many never are', async () => {
  await createWithRows(3)
  const same = await createWithRows(3)
  const fewer = await createWithRows(2)
  const more = await createWithRows(4)
  const losses = await Promise.all([same, fewer, more].map(({ id }) => resultOf(id, 0)))
  expect(losses.map((result) => result?.loss?.after ?? null)).toEqual([null, 2, null])
})

test('only the newest earlier dataset from the same source counts', async () => {
  const other = await createWithRows(50)
  await db().dataset.update({ where: { id: other.id }, data: { source: 'https://swapi.info/api' } })
  const { id } = await createWithRows(10)
  await createWithRows(60)
  expect((await resultOf(id, 0))?.loss).toBeNull()
})
