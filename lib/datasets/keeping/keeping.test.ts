import { readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded, markRetried } from '@/lib/datasets/changes'
import { annotateDataset } from '@/lib/datasets/keeping/annotate'
import { deleteDataset } from '@/lib/datasets/keeping/delete'
import { countDeleted, listDeleted, listDeletedById } from '@/lib/datasets/keeping/deleted'
import { purgeDeleted } from '@/lib/datasets/keeping/purge'
import { restoreDataset } from '@/lib/datasets/keeping/restore'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { RESTORABLE_MS } from '@/lib/datasets/model/keeping/deletion'
import { readRows } from '@/lib/datasets/query/rows'
import { formatReceipt } from '@/lib/datasets/receipt'
import { reconcileStorage } from '@/lib/datasets/recovery/reconcile-storage'
import { getStorageNotice } from '@/lib/datasets/recovery/storage-notice'
import { sweepRemains } from '@/lib/datasets/recovery/sweep'
import { getDataset, listDatasets, requireDataset } from '@/lib/datasets/store'
import { repairFindings } from '@/lib/datasets/verify/repair'
import { verifyDatasets } from '@/lib/datasets/verify/verify-datasets'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { formatDateTime } from '@/lib/format'
import { storage } from '@/lib/storage'
import { purgeADayLater, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

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

const receiptText = (): string => readFileSync(storage.datasetPath(dataset.id, 'dataset.json'), 'utf8')
const later = (ms: number): Date => new Date(Date.now() + ms)

async function createFailed(): Promise<Dataset> {
  const { id } = await createDataset(createDatasetId(), createDatasetId())
  await markEnded({ datasetId: id }, 'failed', 'No.')
  return requireDataset(id)
}

describe('a note and a pin', () => {
  test('are in the database and in the receipt, and nothing else changes', async () => {
    const noted = await annotateDataset(dataset.id, { note: ' One\r\nTwo ', pinned: true })
    expect(noted).toEqual({ ...dataset, note: 'One\nTwo', pinned: true })
    expect(receiptText()).toBe(formatReceipt(noted))
    expect(await verifyDatasets({ deep: true })).toEqual({ checked: 1, findings: [] })
    expect(await annotateDataset(dataset.id, { note: '', pinned: false })).toEqual(dataset)
    expect(receiptText()).toBe(formatReceipt(dataset))
  })

  test('are adopted by an empty database', async () => {
    const noted = await annotateDataset(dataset.id, { note: 'Mine', pinned: true })
    await db().dataset.deleteMany()
    await reconcileStorage()
    expect(await getDataset(dataset.id)).toEqual(noted)
  })

  test('are refused for a download that failed', async () => {
    const { id } = await createFailed()
    await expect(annotateDataset(id, { pinned: true })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Only a dataset that is ready can be annotated: this download is failed.',
    })
  })

  test('cannot be given to a deleted dataset', async () => {
    await deleteDataset(dataset.id)
    await expect(annotateDataset(dataset.id, { note: 'Mine' })).rejects.toMatchObject({ code: 'not_found' })
    await restoreDataset(dataset.id)
    expect(await getDataset(dataset.id)).toEqual(dataset)
  })
})

describe('a deleted dataset', () => {
  test('keeps its files, and is back as it was when restored', async () => {
    const annotated = await annotateDataset(dataset.id, { label: 'Mine', note: 'Why', pinned: true })
    await deleteDataset(dataset.id)
    expect([await getDataset(dataset.id), await storage.hasFiles(dataset.id)]).toEqual([null, true])
    expect(await restoreDataset(dataset.id)).toEqual(annotated)
    expect(receiptText()).toBe(formatReceipt(annotated))
    expect(await verifyDatasets({ deep: true })).toEqual({ checked: 1, findings: [] })
  })

  test('is listed until a day has passed', async () => {
    const at = new Date()
    await deleteDataset(dataset.id, { at, by: 'rules' })
    const restorableUntil = new Date(at.getTime() + RESTORABLE_MS)
    const deleted = {
      dataset: { ...dataset, deletedAt: at },
      deletedAt: at,
      deletedBy: 'rules',
      restorableUntil,
    }
    const slice = { limit: 10, offset: 0 }
    expect(await listDeleted(slice)).toEqual({ deleted: [deleted], total: 1, hasMore: false })
    expect(await listDeletedById([dataset.id, '\0'])).toEqual([deleted])
    expect(await countDeleted()).toBe(1)
    expect(await listDeleted(slice, restorableUntil)).toEqual({ deleted: [], total: 0, hasMore: false })
    expect(await listDeletedById([dataset.id], restorableUntil)).toEqual([])
    expect(await countDeleted(restorableUntil)).toBe(0)
  })

  test('is not found, with a sentence that says until when it can be restored', async () => {
    const at = new Date()
    await deleteDataset(dataset.id, { at, by: 'person' })
    const until = formatDateTime(new Date(at.getTime() + RESTORABLE_MS))
    const message = `This dataset was deleted. It can be restored until ${until}.`
    await expect(requireDataset(dataset.id)).rejects.toMatchObject({ code: 'not_found', message })
    await expect(deleteDataset(dataset.id)).rejects.toMatchObject({ code: 'not_found', message })
    await purgeADayLater()
    await expect(requireDataset(dataset.id)).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no such dataset.',
    })
  })

  test('can still be read by whoever began before', async () => {
    await deleteDataset(dataset.id)
    expect((await readRows(dataset, { limit: 1, offset: 0 })).rows).toMatchObject([
      { name: 'Luke Skywalker' },
    ])
  })

  test('is removed a day later, row and files', async () => {
    const at = new Date()
    await deleteDataset(dataset.id, { at, by: 'person' })
    expect(await purgeDeleted(new Date(at.getTime() + RESTORABLE_MS - 1))).toEqual([])
    expect(await storage.hasFiles(dataset.id)).toBe(true)
    expect(await purgeDeleted(new Date(at.getTime() + RESTORABLE_MS))).toEqual([dataset.id])
    expect(await db().dataset.count()).toBe(0)
    for (const kind of ['datasets', 'trash'] as const) expect(await storage.listStoredIds(kind)).toEqual([])
    await expect(restoreDataset(dataset.id)).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no such dataset.',
    })
  })

  test('neither comes back at a restart, nor is it reported', async () => {
    const files = readdirSync(storage.folder('datasets', dataset.id))
    await deleteDataset(dataset.id)
    expect(await sweepRemains()).toEqual({ removed: [], restored: [] })
    await reconcileStorage()
    expect(await listDatasets({ limit: 10, offset: 0 })).toMatchObject({ total: 0 })
    expect(await getStorageNotice()).toBeNull()
    expect(await verifyDatasets({ deep: true })).toEqual({ checked: 0, findings: [] })
    expect(readdirSync(storage.folder('datasets', dataset.id))).toEqual(files)
  })

  test('whose files are lost is not reported as missing', async () => {
    await deleteDataset(dataset.id)
    rmSync(storage.folder('datasets', dataset.id), { recursive: true })
    await reconcileStorage()
    expect(await getStorageNotice()).toBeNull()
  })

  test('is deleted for an empty database too, and can be restored there', async () => {
    await deleteDataset(dataset.id)
    await db().dataset.deleteMany()
    await reconcileStorage()
    expect([await getDataset(dataset.id), await countDeleted()]).toEqual([null, 1])
    expect(await restoreDataset(dataset.id)).toEqual(dataset)
  })

  test('that somebody puts back into the storage after a day is adopted, and stays', async () => {
    await deleteDataset(dataset.id, { at: later(-RESTORABLE_MS), by: 'person' })
    await db().dataset.deleteMany()
    await reconcileStorage()
    expect(await getDataset(dataset.id)).toEqual(dataset)
    expect(await purgeDeleted()).toEqual([])
    expect(await verifyDatasets({ deep: true })).toEqual({ checked: 1, findings: [] })
  })

  test('that somebody puts back is adopted by a repair, too', async () => {
    await deleteDataset(dataset.id, { at: later(-RESTORABLE_MS), by: 'person' })
    await db().dataset.deleteMany()
    const { findings } = await verifyDatasets({ deep: true })
    expect(findings.map(({ repair }) => repair)).toEqual(['adopt'])
    expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
    expect(await getDataset(dataset.id)).toEqual(dataset)
  })

  test('is deleted on a full disk as well', async () => {
    jest.spyOn(storage, 'replaceFile').mockRejectedValue(new Error('ENOSPC: no space left on device'))
    await deleteDataset(dataset.id)
    expect(await getDataset(dataset.id)).toBeNull()
    expect(await restoreDataset(dataset.id)).toEqual(dataset)
  })
})

describe('a download that did not become ready', () => {
  test('is deleted, restored and removed in the same way', async () => {
    const failed = await createFailed()
    await deleteDataset(failed.id)
    expect(await getDataset(failed.id)).toBeNull()
    expect(await restoreDataset(failed.id)).toEqual(failed)
    await deleteDataset(failed.id)
    expect(await purgeADayLater()).toEqual([failed.id])
    expect(await db().dataset.count({ where: { id: failed.id } })).toBe(0)
  })

  test('cannot be retried while it is deleted', async () => {
    const failed = await createFailed()
    await deleteDataset(failed.id)
    expect(await markRetried(failed.id)).toBe(false)
    await restoreDataset(failed.id)
    expect(await markRetried(failed.id)).toBe(true)
  })
})
