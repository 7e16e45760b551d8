import { markAdopted } from '@/lib/datasets/adopted-row'
import { createDataset, markEnded, markRetried, markStarted } from '@/lib/datasets/changes'
import { publishDataset } from '@/lib/datasets/lifecycle'
import { getDataset, requireDataset } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import { db } from '@/lib/db'
import { createDatasetId } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { assembleSome, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()
beforeEach(() => db().dataset.deleteMany())

const isThere = (): Promise<boolean> => Promise.resolve(true)

/** A ready dataset with a past attempt, and what is known of it. */
async function createAdoptable(): Promise<Dataset> {
  const datasetId = createDatasetId()
  await createDataset(datasetId, 'archive')
  await markEnded({ datasetId }, 'failed', 'swapi.dev refused the connection.')
  await markRetried(datasetId)
  const turn = { datasetId, attempt: 2 }
  await markStarted(turn)
  await publishDataset(turn, await assembleSome(datasetId, [somePerson({})]))
  return requireDataset(datasetId)
}

test('brings back all that was known of a dataset', async () => {
  const dataset = await createAdoptable()
  await db().dataset.deleteMany()
  expect(await markAdopted(dataset, isThere)).toBe(true)
  expect(await getDataset(dataset.id)).toEqual(dataset)
})

test('makes a download ready that this database knows as failed', async () => {
  const dataset = await createAdoptable()
  await db().dataset.update({
    where: { id: dataset.id },
    data: { status: 'failed', error: 'No.', sha256: null, attempt: 1 },
  })
  expect(await markAdopted(dataset, isThere)).toBe(true)
  expect(await getDataset(dataset.id)).toEqual(dataset)
})

test('changes nothing of one that is ready, however many adopt it at once', async () => {
  const dataset = await createAdoptable()
  await db().dataset.deleteMany()
  const adopted = await Promise.all(Array.from({ length: 5 }, () => markAdopted(dataset, isThere)))
  expect(adopted.filter(Boolean)).toHaveLength(1)
  expect(await getDataset(dataset.id)).toEqual(dataset)
})

test('leaves nothing when the files have gone meanwhile', async () => {
  const dataset = await createAdoptable()
  await db().dataset.deleteMany()
  expect(await markAdopted(dataset, () => Promise.resolve(false))).toBe(false)
  expect(await getDataset(dataset.id)).toBeNull()
})
