import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDatasetId } from '@/lib/dataset-id'
import * as changes from '@/lib/datasets/keeping/changes'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { purgeDeleted, purgeNow } from '@/lib/datasets/keeping/purge'
import { restoreDataset } from '@/lib/datasets/keeping/restore'
import { describeRestored, restoreDatasets } from '@/lib/datasets/keeping/restore-many'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { RESTORABLE_MS } from '@/lib/datasets/model/keeping/deletion'
import { sweepRemains } from '@/lib/datasets/recovery/sweep'
import { getDataset } from '@/lib/datasets/store'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { datasetTitle } from '@/lib/format/dataset-title'
import { storage } from '@/lib/storage'
import { purgeADayLater, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

// Its exports can then be replaced.
jest.mock('@/lib/datasets/keeping/changes', () => ({
  __esModule: true,
  ...jest.requireActual<object>('@/lib/datasets/keeping/changes'),
}))

setUpTemporaryApp()

let dataset: Dataset
beforeEach(async () => {
  dataset = await createReadyDataset([somePerson({})])
})
afterEach(async () => {
  jest.restoreAllMocks()
  await db().dataset.deleteMany()
  for (const kind of ['datasets', 'parts', 'trash'])
    rmSync(path.join(env().STORAGE_DIR, kind), { recursive: true, force: true })
})

describe('an undo and the sweep at the same moment', () => {
  test('end with a row and its files, or with neither', async () => {
    const ends = new Set<string>()
    for (let round = 0; round < 16; round += 1) {
      const { id } = await createReadyDataset([somePerson({})])
      const at = new Date()
      await deleteDataset(id, { at, by: 'person' })
      // For one of them the day is over, for the other it is not quite.
      const sweep = (): Promise<string[]> => purgeDeleted(new Date(at.getTime() + RESTORABLE_MS))
      const undo = (): Promise<Dataset | null> =>
        restoreDataset(id, new Date(at.getTime() + RESTORABLE_MS - 1)).catch(() => null)
      const first = round % 2 === 0 ? sweep() : undo()
      // An undo takes longer to get to its transaction.
      if (round % 2 === 1) await sleep(round * 2)
      const second = round % 2 === 0 ? undo() : sweep()
      const [one, other] = await Promise.all([first, second])
      const isSweepFirst = Array.isArray(one)
      const removed = (isSweepFirst ? one : other) as string[]
      const restored = (isSweepFirst ? other : one) as Dataset | null
      const isThere = (await getDataset(id)) !== null
      expect([restored !== null, await storage.hasFiles(id), removed.includes(id)]).toEqual([
        isThere,
        isThere,
        !isThere,
      ])
      ends.add(isThere ? 'restored' : 'removed')
    }
    expect(ends).toEqual(new Set(['restored', 'removed']))
  })

  test('an undo after a sweep that was killed midway puts the files back', async () => {
    await deleteDataset(dataset.id)
    // Its transaction was rolled back, but the folder had been moved.
    await storage.moveToTrash(dataset.id)
    expect(await restoreDataset(dataset.id)).toEqual(dataset)
    expect(existsSync(storage.datasetPath(dataset.id, dataset.fileName))).toBe(true)
    expect(await verifyDatasets({ deep: true })).toEqual({ checked: 1, findings: [] })
  })

  test('a sweep that was killed midway ends the next time', async () => {
    await deleteDataset(dataset.id)
    await storage.moveToTrash(dataset.id)
    expect(await sweepRemains()).toEqual({ removed: [], restored: [dataset.id] })
    expect(await getDataset(dataset.id)).toBeNull()
    expect(await purgeADayLater()).toEqual([dataset.id])
    expect(await storage.listStoredIds('datasets')).toEqual([])
  })

  test('one that cannot be removed does not keep the others', async () => {
    const other = await createReadyDataset([somePerson({})])
    await deleteDataset(dataset.id)
    await deleteDataset(other.id)
    const moveToTrash = storage.moveToTrash.bind(storage)
    jest
      .spyOn(storage, 'moveToTrash')
      .mockImplementation((id) => (id === dataset.id ? Promise.reject(new Error('EIO')) : moveToTrash(id)))
    expect(await purgeADayLater()).toEqual([other.id])
    expect(await storage.hasFiles(dataset.id)).toBe(true)
    jest.restoreAllMocks()
    expect(await purgeADayLater()).toEqual([dataset.id])
  })
})

describe('removing at once', () => {
  test('frees the space of a deleted dataset, which cannot be restored then', async () => {
    await deleteDataset(dataset.id)
    await purgeNow(dataset.id)
    expect(await db().dataset.count()).toBe(0)
    for (const kind of ['datasets', 'trash'] as const) expect(await storage.listStoredIds(kind)).toEqual([])
    await expect(restoreDataset(dataset.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(purgeNow(dataset.id)).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no such dataset.',
    })
  })

  test('is refused for one that is not deleted', async () => {
    await expect(purgeNow(dataset.id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'This dataset is not deleted. Delete it first.',
    })
    expect(await storage.hasFiles(dataset.id)).toBe(true)
    await expect(purgeNow('../x')).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('several', () => {
  test('are restored, and what came of them is said', async () => {
    const other = await createReadyDataset([somePerson({})])
    await deleteDataset(dataset.id)
    await deleteDataset(other.id)
    expect(describeRestored(await restoreDatasets([dataset.id, other.id, createDatasetId()]))).toBe(
      `Restored “${datasetTitle(dataset)}” and “${datasetTitle(other)}”. 1 could no longer be restored, or had been already.`,
    )
    expect(describeRestored(await restoreDatasets([dataset.id]))).toBe(
      'Restored nothing. 1 could no longer be restored, or had been already.',
    )
  })

  test('a failing database ends it', async () => {
    await deleteDataset(dataset.id)
    const failure = new Error('SQLITE_FULL')
    jest.spyOn(changes, 'markRestored').mockRejectedValue(failure)
    await expect(restoreDatasets([dataset.id])).rejects.toBe(failure)
  })
})
