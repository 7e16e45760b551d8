import { ProgressWatch, progressWatch } from '@/lib/api/progress-watch'
import { createDatasetId } from '@/lib/dataset-id'
import {
  type AttemptKey,
  createDataset,
  markEnded,
  markReady,
  markStarted,
  updateProgress,
} from '@/lib/datasets/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { requireDataset } from '@/lib/datasets/store'
import { markUnchanged } from '@/lib/datasets/unchanged/mark-unchanged'
import { db } from '@/lib/db/client'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const SOURCE = 'archive'
let same: Dataset
beforeAll(async () => {
  same = await createReadyDataset()
  await db().dataset.updateMany({ data: { source: SOURCE } })
})

/** A running download of the same source. */
async function begin(): Promise<AttemptKey> {
  const step = { datasetId: createDatasetId(), attempt: 1 }
  await createDataset(step.datasetId, SOURCE)
  await markStarted(step)
  await updateProgress(step, { source: SOURCE })
  return step
}

const facts = (): Parameters<typeof markReady>[1] => {
  const { rowCount, planetCount, warnings, contentHash, sha256, parquetSha256, byteSize } = same
  if (sha256 === null || parquetSha256 === null || byteSize === null) throw new Error('It is not ready.')
  return { rowCount, planetCount, warnings, contentHash, sha256, parquetSha256, byteSize }
}

test.each<[Dataset['status'], (step: AttemptKey) => Promise<boolean>]>([
  ['unchanged', (step) => markUnchanged(step, facts(), same.id)],
  ['failed', (step) => markEnded(step, 'failed', 'No source answered.')],
  ['cancelled', (step) => markEnded(step, 'cancelled', null)],
  ['ready', (step) => markReady(step, facts(), () => Promise.resolve())],
])('followers are told at once that a download is %s, and not again', async (status, end) => {
  const step = await begin()
  const hurry = jest.spyOn(ProgressWatch.prototype, 'hurry').mockClear()
  progressWatch()
  expect(await end(step)).toBe(true)
  expect((await requireDataset(step.datasetId)).status).toBe(status)
  expect(hurry).toHaveBeenCalledTimes(1)
  expect(await end(step)).toBe(false)
  expect(hurry).toHaveBeenCalledTimes(1)
})
