import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded } from '@/lib/datasets/changes'
import * as changes from '@/lib/datasets/keeping/changes'
import { deleteDatasets, describeDeletion } from '@/lib/datasets/keeping/delete-many'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { renameDataset } from '@/lib/datasets/rename'
import { getDataset, listDatasets, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { datasetTitle } from '@/lib/format/dataset-title'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'
import { purgeADayLater, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

// Its exports can then be replaced.
jest.mock('@/lib/datasets/keeping/changes', () => ({
  __esModule: true,
  ...jest.requireActual<object>('@/lib/datasets/keeping/changes'),
}))

setUpTemporaryApp()
afterEach(async () => {
  jest.restoreAllMocks()
  await db().dataset.deleteMany()
})

async function createNamed(name: string): Promise<Dataset> {
  const { id } = await createReadyDataset([somePerson({})])
  return renameDataset(id, name)
}

async function createFailed(): Promise<Dataset> {
  const { id } = await createDataset(createDatasetId(), createDatasetId())
  await markEnded({ datasetId: id }, 'failed', 'No.')
  return requireDataset(id)
}

test('several datasets go with their files, whatever their status, and are named', async () => {
  const [one, two] = [await createNamed('One'), await createNamed('Two')]
  const failed = await createFailed()
  const deletion = await deleteDatasets([one.id, two.id, failed.id, one.id])
  expect(describeDeletion(deletion)).toBe(`Deleted “One”, “Two” and “${datasetTitle(failed)}”.`)
  expect(await listDatasets({ limit: 10, offset: 0 })).toEqual({ datasets: [], total: 0, hasMore: false })
  expect(await purgeADayLater()).toEqual([one.id, two.id, failed.id].sort())
  expect(await db().dataset.count()).toBe(0)
  expect([await storage.hasFiles(one.id), await storage.hasFiles(two.id)]).toEqual([false, false])
})

test('many are counted', async () => {
  const ids = await Promise.all(Array.from({ length: 4 }, async () => (await createFailed()).id))
  expect(describeDeletion(await deleteDatasets(ids))).toBe('Deleted 4 datasets.')
})

test('running downloads are kept and named, and do not keep the others', async () => {
  const one = await createNamed('One')
  const running = await createDataset(createDatasetId(), 'auto')
  const gone = createDatasetId()
  expect(describeDeletion(await deleteDatasets([running.id, gone, '../x', one.id]))).toBe(
    `Deleted “One”. 2 were gone already. “${datasetTitle(running)}” is being downloaded and was kept: cancel the download first.`,
  )
  expect(await getDataset(running.id)).toEqual(running)
  const other = await createDataset(createDatasetId(), 'archive')
  expect(describeDeletion(await deleteDatasets([running.id, other.id, one.id]))).toBe(
    `Deleted nothing. 1 was gone already. “${datasetTitle(running)}” and “${datasetTitle(other)}” are being downloaded and were kept: cancel the download first.`,
  )
})

test('a full disk ends it, and what was deleted before is said', async () => {
  const all = [await createNamed('One'), await createNamed('Two'), await createNamed('Three')]
  const markDeleted = changes.markDeleted
  let marked = 0
  jest.spyOn(changes, 'markDeleted').mockImplementation((...request) => {
    marked += 1
    return marked === 2
      ? Promise.reject(new Error('ENOSPC: no space left on device'))
      : markDeleted(...request)
  })
  expect(describeDeletion(await deleteDatasets(all.map(({ id }) => id)))).toBe(
    'Deleted “One”. 2 datasets could not be deleted: The disk is full, so nothing can be saved. Free up space where the storage folder is, then try again.',
  )
  expect(await listDatasets({ limit: 10, offset: 0 })).toMatchObject({ total: 2 })
})

test('an unexpected failure is logged, and its details are not shown', async () => {
  const one = await createNamed('One')
  const failure = new Error('secret')
  jest.spyOn(changes, 'markDeleted').mockRejectedValue(failure)
  const logged = jest.spyOn(log, 'error').mockImplementation(() => undefined)
  expect(describeDeletion(await deleteDatasets([one.id]))).toBe(
    '1 dataset could not be deleted: Something went wrong inside Holocron. The log has the details; trying again may help.',
  )
  expect(logged.mock.calls).toEqual([[{ datasetId: one.id, err: failure }, 'a dataset was not deleted']])
})

test('none, and more than a thousand, are refused', async () => {
  await expect(deleteDatasets([])).rejects.toMatchObject({ message: 'Tick the datasets to delete first.' })
  const many = Array.from({ length: 1_001 }, (_, index) => String(index))
  await expect(deleteDatasets(many)).rejects.toMatchObject({
    message: 'At most 1,000 datasets can be deleted at once.',
  })
})
