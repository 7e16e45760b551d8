import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded, markRetried, markStarted } from '@/lib/datasets/changes'
import { publishDataset } from '@/lib/datasets/download/lifecycle'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { markAdopted } from '@/lib/datasets/recovery/adopted-row'
import { getDataset, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { assembleSome, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()
beforeEach(() => db().dataset.deleteMany())

const isThere = (): Promise<boolean> => Promise.resolve(true)

/** Creates a ready dataset with a past attempt, and returns what is known about it. */
async function createAdoptable(): Promise<Dataset> {
  const datasetId = createDatasetId()
  await createDataset(datasetId, 'archive')
  await markEnded({ datasetId }, 'failed', 'swapi.dev refused the connection.')
  await markRetried(datasetId)
  const step = { datasetId, attempt: 2 }
  await markStarted(step)
  await publishDataset(step, await assembleSome(datasetId, [somePerson({})]))
  return requireDataset(datasetId)
}

test('restores everything that was known about a dataset', async () => {
  const dataset = await createAdoptable()
  await db().dataset.deleteMany()
  expect(await markAdopted(dataset, isThere)).toBe(true)
  expect(await getDataset(dataset.id)).toEqual(dataset)
})

test('makes ready a download that this database knows as failed', async () => {
  const dataset = await createAdoptable()
  await db().dataset.update({
    where: { id: dataset.id },
    data: { status: 'failed', error: 'No.', sha256: null, attempt: 1 },
  })
  expect(await markAdopted(dataset, isThere)).toBe(true)
  expect(await getDataset(dataset.id)).toEqual(dataset)
})

test('changes nothing once the dataset is ready, however many adopt it concurrently', async () => {
  const dataset = await createAdoptable()
  await db().dataset.deleteMany()
  const adopted = await Promise.all(Array.from({ length: 5 }, () => markAdopted(dataset, isThere)))
  expect(adopted.filter(Boolean)).toHaveLength(1)
  expect(await getDataset(dataset.id)).toEqual(dataset)
})

test('leaves no row when the files have been deleted meanwhile', async () => {
  const dataset = await createAdoptable()
  await db().dataset.deleteMany()
  expect(await markAdopted(dataset, () => Promise.resolve(false))).toBe(false)
  expect(await getDataset(dataset.id)).toBeNull()
})
