import { findMarkedLoss } from '@/lib/datasets/history/loss'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { createSchedule } from '@/lib/schedules/changes'
import { recordRun } from '@/lib/schedules/due'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

beforeEach(async () => {
  setSources('archive')
  await db().schedule.deleteMany()
  await db().dataset.deleteMany()
})

async function createWithRows(rows: number, source = 'archive'): Promise<Dataset> {
  const people = Array.from({ length: rows }, (_, index) => somePerson({ id: index + 1 }))
  const { id } = await createReadyDataset(people)
  await db().dataset.update({ where: { id }, data: { source } })
  return requireDataset(id)
}

test('more than 10 % fewer rows than before are marked, with both numbers', async () => {
  const before = await createWithRows(20)
  expect(await findMarkedLoss(before)).toBeNull()
  expect(await findMarkedLoss(await createWithRows(18))).toBeNull()
  await db().dataset.deleteMany({ where: { rowCount: 18 } })
  expect(await findMarkedLoss(await createWithRows(17))).toEqual({
    ...{ datasetId: before.id, before: 20, after: 17 },
    sentence: expect.stringMatching(
      /^17 characters, where the dataset of .+ from the same source has 20: 15\.0 % fewer\.$/,
    ) as string,
  })
})

test('the schedule that downloaded it says which share is too much', async () => {
  await createWithRows(20)
  const { id } = await createWithRows(19)
  const schedule = { source: 'archive', cron: '0 6 * * *', zone: 'UTC', lossPercent: 0 }
  await recordRun((await createSchedule(schedule)).id, id)
  expect(await findMarkedLoss(await requireDataset(id))).toMatchObject({ before: 20, after: 19 })
})

test('two sources may have different numbers of rows for good', async () => {
  await createWithRows(20)
  expect(await findMarkedLoss(await createWithRows(10, 'https://swapi.info/api'))).toBeNull()
})
